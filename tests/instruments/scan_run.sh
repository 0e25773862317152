#!/bin/sh
# SPDX-License-Identifier: MIT
# Starts a server, scans it, ends it: scan_run.sh PORT ROUTE COMMAND... --
# OPTION... With PORT 0 the server says on stdout where it listens. SCAN and
# CERTS are paths, METER a folder: then the server runs by the heap meter, and
# scan is told so; with PID=1 it is only told which process that is. The exit
# status is that of scan; 3: there was no server.

set -eu
port=$1
route=$2
shift 2
work=$(mktemp -d)
pid=
# shellcheck disable=SC2317 # the trap calls it
cleanup() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || :
    [ -z "$pid" ] || wait "$pid" 2>/dev/null || :
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
: >"$work/out"

# What stands before -- goes into the background, the rest stays in "$@".
count=0
for word in "$@"; do
    [ "$word" != -- ] || break
    count=$((count + 1))
done
(
    left=$count
    for word in "$@"; do
        shift
        [ "$left" -le 0 ] || set -- "$@" "$word"
        left=$((left - 1))
    done
    if [ -n "${METER-}" ]; then
        LD_PRELOAD=$(dirname "$SCAN")/libheapmeter.so
        HEAPMETER_DIR=$METER
        export LD_PRELOAD HEAPMETER_DIR
    fi
    exec "$@"
) >"$work/out" 2>"$work/err" &
pid=$!
shift "$((count + 1))"

listens() {
    if [ "$port" -eq 0 ]; then
        url=$(sed -n 's/^listening on //p' "$work/out")
        [ -n "$url" ]
    else
        url=https://127.0.0.1:$port
        curl -sk -m 10 "$url" >/dev/null 2>&1 || [ "$?" -ne 7 ]
    fi
}
tries=0
until listens; do
    tries=$((tries + 1))
    if [ "$tries" -ge 1200 ] || ! kill -0 "$pid" 2>/dev/null; then
        cat "$work/err" >&2
        exit 3
    fi
    sleep 0.05
done
[ -z "${PID-}" ] || set -- --pid "$pid" "$@"
[ -z "${METER-}" ] || set -- --pid "$pid" --meter "$METER" "$@"
status=0
"$SCAN" --ca "$CERTS/ca.pem" "$@" "$url$route" || status=$?
exit "$status"
