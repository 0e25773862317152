#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Why the service waits in poll: builds fixed/ with each of libmicrohttpd's
# event loops and measures them one after another in the same run. Called by
# `make bench`; the first argument is the build folder, the second certs/.
set -eu

build=$1
probe_instruments=$build/instruments
probe_certs=$2
probe_patience=60
probe_work=$(mktemp -d)
probe_fail() { # TEXT...
    echo "make bench: $*" >&2
    exit 1
}
# shellcheck source=labs/instruments/probe/probe.sh
. "$(dirname "$0")/probe/probe.sh"
trap 'server_kill; rm -rf "$probe_work"' EXIT
trap 'exit 130' INT
server_options='--timeout 10'

load() {
    server_client operator --mix healthz --quiet \
        --json "$probe_work/result" "$@" "$server_url" \
        2>"$probe_work/errors" || { cat "$probe_work/errors" >&2; exit 1; }
}

# User and system time of the server so far, in clock ticks.
ticks() {
    sed 's/.*) //' "/proc/$server_pid/stat" | awk '{ print $12 + $13 }'
}

field() { # the first number of that name in the JSON
    sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p" "$probe_work/result" | head -n 1
}

per_second=$(getconf CLK_TCK)

measure() { # LOOP
    server_begin "$build/bench/$1/mtls-server"
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
    server_stop
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
