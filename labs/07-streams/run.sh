#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 07: memcheck and its count of descriptors at exit; then what the kernel,
# memcheck and massif say of the same server while it runs.

# shellcheck disable=SC1091,SC2034,SC2154 # shared with lib.sh
set -eu
. labs/lib.sh
lab_no_words "$@"

valgrind='valgrind --command-line-only=yes --fair-sched=try'
server_options='--threads 1'

# Terminals leave descriptors of their own open, which valgrind 3.23 and 3.24
# count as the server's errors. sh can close none above 9, bash can.
# shellcheck disable=SC2016 # bash expands it
alone='for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    [ "$fd" -le 2 ] || eval "exec $fd>&-"
done
exec "$@"'

downloads() { # COUNT: on one connection; if the server fails one, its words
    (lab_load "$1" firmware --handshake keep-alive) || {
        cat "$LAB_TMP/log"
        exit 1
    }
    server_rest >"$LAB_TMP/rest"
}

lab_needs_ptrace
echo '# memcheck: five downloads, then SIGTERM'
# shellcheck disable=SC2086 # words
lab_start bash -c "$alone" bash $valgrind \
    --leak-check=full --show-leak-kinds=all --track-fds=yes --error-exitcode=9
downloads 5
server_stop || :
cat "$LAB_TMP/log"
echo "# exit status $server_status"
echo

echo '# no tool: five downloads, and one that the client breaks off;'
echo '# then: find /proc/PID/fd -lname "*.bin"'
lab_start
downloads 5
lab_load 1 vanish:download
server_rest >"$LAB_TMP/rest"
find "/proc/$server_pid/fd" -lname '*.bin' -printf '%f -> %l\n' | sort -n
server_stop || :
echo

echo '# massif: ten downloads; then: vgdb detailed_snapshot one'
# shellcheck disable=SC2086 # words
lab_start $valgrind --tool=massif --time-unit=B --depth=2 --threshold=30 \
    --vgdb-prefix="$LAB_TMP/vgdb" --massif-out-file="$LAB_TMP/massif.out"
downloads 10
lab_ask detailed_snapshot "$LAB_TMP/one" >"$LAB_TMP/said"
echo '# grep ^mem_heap_B= one'
grep ^mem_heap_B= "$LAB_TMP/one"
downloads 10
lab_ask detailed_snapshot "$LAB_TMP/two" >"$LAB_TMP/said"
echo '# ten more; then: vgdb detailed_snapshot two'
echo "# sed '1,/^time=/d' two"
sed '1,/^time=/d' "$LAB_TMP/two"
downloads 10
server_stop || :
echo "# ten more, then SIGTERM; ms_print massif.out | sed '/^Number/,\$d'"
ms_print --x=60 --y=10 --threshold=30 "$LAB_TMP/massif.out" |
    sed '/^Number/,$d'
