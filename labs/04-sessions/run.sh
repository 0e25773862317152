#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 04: what memcheck says at exit of a server that served three clients;
# and who pointed at the records that they left, while it ran.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
lab_no_words "$@"

# The number of the loss record of blocks that session_open() allocated.
record() {
    lab_ask leak_check full reachable any >"$LAB_TMP/records"
    awk '/in loss record/ {
            sub(/.*loss record /, "")
            gsub(/,/, "")
            number = $1
        }
        / session_open / {
            print number
            exit
        }' "$LAB_TMP/records"
}

# Of the first two of these blocks: their addresses and sizes.
blocks() {
    sed -n 's/.* \(0x[0-9A-Fa-f]*\)\[\([0-9]*\)\].*/\1 \2/p' "$1" |
        head -n 2
}

live() {
    number=$(record)
    if [ -z "$number" ]; then
        echo '# While it ran, those clients gone: session_open() had no' \
            'block left.'
        return 0
    fi
    echo "# While it ran, those clients gone: vgdb block_list $number"
    lab_ask block_list "$number" >"$LAB_TMP/blocks"
    cat "$LAB_TMP/blocks"
    blocks "$LAB_TMP/blocks" | while read -r address size; do
        echo "# vgdb who_points_at $address $size"
        lab_ask who_points_at "$address" "$size"
    done
}

lab_needs_ptrace
lab_start valgrind --command-line-only=yes --fair-sched=try \
    --vgdb-prefix="$LAB_TMP/vgdb" --leak-check=full --num-callers=2
# In a shell of its own, which may fail: memcheck's words come all the same.
(lab_load 3 readings) || :
(server_rest >"$LAB_TMP/rest") || :
echo '# While it ran, it did not answer.' >"$LAB_TMP/live"
server_ended || live >"$LAB_TMP/live"
server_stop || echo "# the server ended with status $server_status"
echo '# valgrind --leak-check=full --num-callers=2 mtls-server, and three' \
    'clients, one after the other:'
cat "$LAB_TMP/log"
echo
cat "$LAB_TMP/live"
