#!/bin/sh
# SPDX-License-Identifier: MIT
# The fixed server under drd, valgrind's race detector, with four clients at
# a time and reloads among them: run.sh SERVER INSTRUMENTS CERTS RESULT
# Leaves how many of its tests passed and failed in RESULT, for summary.sh.
#
# drd, not helgrind: helgrind knows no C11 atomics, and takes each count of
# references for a race.

set -eu
here=$(dirname "$0")
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../../labs/instruments/probe/probe.sh"
probe_begin threads "$2" "$3"
counted=threads/drd
# shellcheck source=tests/count.sh
. "$here/../count.sh"

load() {
    server_client operator --firmware blob.bin --concurrency 4 --quiet "$@" \
        "$server_url"
}

server_begin "$1" valgrind --command-line-only=yes --tool=drd \
    --suppressions="$here/drd.supp" --log-file="$probe_work/drd"

verdict=0
load --count 60 --refuse-every 10 &&
    kill -HUP "$server_pid" &&
    load --count 60 --handshake resumed &&
    kill -HUP "$server_pid" &&
    load --count 120 --handshake keep-alive &&
    server_stop || verdict=1
grep -q 'ERROR SUMMARY: 0 errors' "$probe_work/drd" || verdict=1
[ "$verdict" -eq 0 ] || cat "$probe_work/drd"
judge "$verdict" 'drd sees no race, with reloads under traffic'
count_end "$4"
