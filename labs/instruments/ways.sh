#!/bin/sh
# SPDX-License-Identifier: MIT
# What the two ways to mend lab 02 cost, and what the leak does, for
# `make ways`:
#     ways.sh BUILD CERTS ROUNDS STOPPED >ways.csv
# STOPPED is the server of solution.patch. A fresh server each time, in turn;
# rows of
#     round,server,full,resumed,kept,resident
# Microseconds of server CPU for a request with a full handshake, with a resumed
# session, and on a connection that is kept alive, where the server does; KiB
# that are resident after 1000 requests of each.
set -eu

[ $# -eq 4 ] || {
    echo 'usage: ways.sh BUILD CERTS ROUNDS STOPPED' >&2
    exit 2
}
build=$1
certs=$2
rounds=$3
stopped=$4
costs_of="make ways"
# shellcheck source=labs/instruments/costs.sh
. "$(dirname "$0")/costs.sh"

row() { # SERVER FOLDER
    progress "round $round of $rounds: $1"
    server_begin "$2/mtls-server" taskset -c "$server_core"
    load --count 100 --concurrency 8 || probe_fail 'a step failed' # warm
    full=$(cost 1000)
    resumed=$(cost 1000 --handshake resumed)
    kept=$(cost 1000 --handshake keep-alive)
    echo "$round,$1,$full,$resumed,$kept,$(status_kib VmRSS)"
    server_kill
    wait 2>/dev/null || :
}

echo 'round,server,full,resumed,kept,resident'
round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    row leaky "$build/variants/server"
    row stopped "$stopped"
    row shared "$build/fixed"
done
