#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Why the service waits in poll: builds fixed/ with each of libmicrohttpd's
# event loops and measures them one after another in the same run. Called by
# `make bench`; the first argument is the build folder, the second certs/.
set -eu

build=$1
certs=$2
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || :; fi
      rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

start() { # LOOP
    "$build/bench/$1/mtls-server" --port 0 --log-level error --timeout 10 \
        --cert "$certs/server.pem" --key "$certs/server-key.pem" \
        --ca "$certs/ca.pem" --crl "$certs/crl.pem" >"$work/out" &
    server=$!
    tries=0
    until grep -q '^listening on ' "$work/out"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 200 ] || ! kill -0 "$server" 2>/dev/null; then
            echo "make bench: the server with $1 did not start" >&2
            exit 1
        fi
        sleep 0.05 # between two looks at the condition
    done
    url=$(sed -n 's/^listening on //p' "$work/out")
}

stop() {
    kill "$server"
    wait "$server"
    server=
}

load() {
    "$build/instruments/mtls-load" --ca "$certs/ca.pem" \
        --cert "$certs/operator.pem" --key "$certs/operator-key.pem" \
        --mix healthz --quiet --json "$work/result" "$@" "$url" \
        2>"$work/errors" || { cat "$work/errors" >&2; exit 1; }
}

# User and system time of the server so far, in clock ticks.
ticks() {
    sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }'
}

field() { # the first number of that name in the JSON
    sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p" "$work/result" | head -n 1
}

per_second=$(getconf CLK_TCK)

measure() { # LOOP
    start "$1"
    load --count 200 # warm

    before=$(ticks)
    load --count 0 --duration 4 --hold-stalled 10
    stalled=$(awk "BEGIN { printf \"%.1f\", \
        100 * ($(ticks) - $before) / $per_second / 4 }")

    before=$(ticks)
    load --count 2000 --concurrency 4
    handshake=$(awk "BEGIN { printf \"%.2f\", \
        1000 * ($(ticks) - $before) / $per_second / 2000 }")

    load --count 20000 --concurrency 4 --handshake keep-alive
    idle0=$(field requests_per_second)
    load --count 20000 --concurrency 4 --handshake keep-alive --hold 1000
    idle1000=$(field requests_per_second)
    stop
    printf '%-6s %20s %22s %17.0f %17.0f\n' "$1" "$stalled" "$handshake" \
        "$idle0" "$idle1000"
}

echo 'Event loops of libmicrohttpd under fixed/, in one run:'
printf '%-6s %20s %22s %17s %17s\n' '' '10 stalled clients' \
    'CPU ms per full' 'requests/s' 'requests/s' \
    '' '% of a core' 'handshake' 'none idle' '1000 idle'
measure poll
measure epoll
echo 'poll: a client that stalls in its handshake costs nothing, whoever it is.'
echo 'epoll: faster with many idle clients, but anybody can take a core from it.'
