#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 03: what memcheck says at exit, after clients with good certificates,
# and after clients that were refused. Argument: a step of mtls-load, instead
# of both.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh

after() { # COUNT STEP
    echo "# valgrind --leak-check=full --num-callers=5 mtls-server," \
        "and $1 times $2:"
    lab_start valgrind --command-line-only=yes --fair-sched=try \
        --leak-check=full --num-callers=5
    # In a shell of its own, which may fail: memcheck's words come all the
    # same.
    (lab_load "$@") || :
    (server_rest >"$LAB_TMP/rest") || :
    server_stop || echo "# the server ended with status $server_status"
    cat "$LAB_TMP/log"
    echo
}

if [ $# -gt 0 ]; then
    [ $# -lt 2 ] || lab_no_words "$2"
    lab_known_step "$1"
    after 3 "$1"
else
    after 3 accepted
    after 3 refused:expired
fi
