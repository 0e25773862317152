#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 05: what memcheck says at exit, by default and when asked for all, and
# what it says while the server runs. Each time requests on one connection.

# shellcheck disable=SC1091,SC2034,SC2154 # shared with lib.sh
set -eu
. labs/lib.sh
lab_no_words "$@"

memcheck='valgrind --command-line-only=yes --fair-sched=try
    --num-callers=4'
server_options='--threads 1'

ten() { # requests; if the server fails one, what it left behind
    (lab_load 10 readings --handshake keep-alive) || {
        cat "$LAB_TMP/log"
        exit 1
    }
    server_rest >"$LAB_TMP/rest"
}

at_exit() { # OPTION...: of memcheck
    echo "# valgrind $* mtls-server, and ten requests:"
    # shellcheck disable=SC2086 # words
    lab_start $memcheck "$@"
    ten
    server_stop || :
    cat "$LAB_TMP/log"
    echo "# exit status $server_status"
    echo
}

after_ten() { # WORD...: what it answers after ten more requests
    ten
    echo "# ten more requests, then: vgdb $*"
    lab_ask "$@"
}

lab_needs_ptrace
at_exit --leak-check=full --error-exitcode=9
at_exit -q --leak-check=full --error-exitcode=9 --show-leak-kinds=all \
    --errors-for-leak-kinds=all

echo '# valgrind mtls-server: it runs, and is asked from outside.'
# shellcheck disable=SC2086 # words
lab_start $memcheck --vgdb-prefix="$LAB_TMP/vgdb"
ten
lab_ask leak_check full reachable increased >"$LAB_TMP/first"
after_ten leak_check full increased any
echo
after_ten leak_check full reachable increased
server_stop || :
