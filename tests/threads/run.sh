#!/bin/sh
# SPDX-License-Identifier: MIT
# The fixed server under drd, valgrind's race detector, with four clients at
# a time and reloads among them: run.sh SERVER INSTRUMENTS CERTS RESULT
# Leaves how many of its tests passed and failed in RESULT, for summary.sh.
#
# drd, not helgrind: helgrind knows no C11 atomics, and takes each count of
# references for a race.

set -eu
program=$1
result=$4
here=$(dirname "$0")
probe_instruments=$2
probe_certs=$3
probe_patience=600
probe_work=$(mktemp -d)
probe_fail() { # TEXT...
    echo "threads: $*" >&2
    exit 1
}
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../../labs/instruments/probe/probe.sh"

clean_up() {
    server_kill
    rm -rf "$probe_work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

load() {
    server_client operator --firmware blob.bin --concurrency 4 --quiet "$@" \
        "$server_url"
}

server_begin "$program" valgrind --command-line-only=yes --tool=drd \
    --suppressions="$here/drd.supp" --log-file="$probe_work/drd"

verdict=0
load --count 60 --refuse-every 10 &&
    kill -HUP "$server_pid" &&
    load --count 60 --handshake resumed &&
    kill -HUP "$server_pid" &&
    load --count 120 --handshake keep-alive &&
    server_stop || verdict=1
grep -q 'ERROR SUMMARY: 0 errors' "$probe_work/drd" || verdict=1

mkdir -p "$(dirname "$result")"
if [ "$verdict" -eq 0 ]; then
    echo '1 passed, 0 failed' >"$result"
    echo 'threads/drd: 1 passed'
else
    cat "$probe_work/drd"
    echo '0 passed, 1 failed' >"$result"
    echo 'threads/drd: 0 passed, 1 failed'
fi
