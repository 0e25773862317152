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
instruments=$2
certs=$3
result=$4
here=$(dirname "$0")
work=$(mktemp -d)
server=

clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || :
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

load() {
    "$instruments/mtls-load" --ca "$certs/ca.pem" \
        --cert "$certs/operator.pem" --key "$certs/operator-key.pem" \
        --unexpected "$certs/unexpected" --firmware blob.bin \
        --concurrency 4 --timeout 600 --quiet "$@" "$url"
}

mkdir "$work/data"
head -c 65536 /dev/zero >"$work/data/blob.bin"
: >"$work/out"
valgrind --command-line-only=yes --tool=drd \
    --suppressions="$here/drd.supp" --log-file="$work/drd" \
    "$program" --port 0 --timeout 3600 --log-level error --data "$work/data" \
    --cert "$certs/server.pem" --key "$certs/server-key.pem" \
    --ca "$certs/ca.pem" --crl "$certs/crl.pem" >"$work/out" &
server=$!
tries=0
until grep -q '^listening on ' "$work/out"; do
    tries=$((tries + 1))
    [ "$tries" -lt 6000 ] || break
    sleep 0.1 # between two looks at the condition
done
url=$(sed -n 's/^listening on //p' "$work/out")

verdict=0
{
    load --count 60 --refuse-every 10
    kill -HUP "$server"
    load --count 60 --handshake resumed
    kill -HUP "$server"
    load --count 120 --handshake keep-alive
    kill "$server"
    wait "$server"
} || verdict=1
server=
grep -q 'ERROR SUMMARY: 0 errors' "$work/drd" || verdict=1

mkdir -p "$(dirname "$result")"
if [ "$verdict" -eq 0 ]; then
    echo '1 passed, 0 failed' >"$result"
    echo 'threads/drd: 1 passed'
else
    cat "$work/drd"
    echo '0 passed, 1 failed' >"$result"
    echo 'threads/drd: 0 passed, 1 failed'
fi
