#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 13: what a server on Node keeps, from round to round, and who holds it.
#     run.sh               your server; the leaky one, if there is none
#     run.sh leaky|fixed   start/server.js, or solution.js

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/13-node/clients.sh
. labs/13-node/clients.sh

row() { # TEXT: after a forced collection
    server_read --json
    held=$(server_held descriptors)
    node_look numbers >"$LAB_TMP/numbers" || exit 2
    read -r used external resident <"$LAB_TMP/numbers"
    printf '%-24s%12d%12d%12d%6d\n' "$1" "$used" "$external" "$resident" \
        "$held"
}

round() { # TEXT
    node_load "$node_steps" || {
        cat "$LAB_TMP/load" >&2
        lab_fail 'a client did not end as it should'
    }
    row "$1"
}

[ $# -le 1 ] || lab_no_words "$@"
server=$LAB_WORK/server.js
case ${1-} in
'') [ -e "$server" ] || [ -L "$server" ] || server=labs/13-node/start/server.js ;;
leaky) server=labs/13-node/start/server.js ;;
fixed) server=labs/13-node/solution.js ;;
*) lab_fail "run takes nothing, leaky or fixed, not $1" ;;
esac
lab_file "$server"
node_needed
node_start "$server"
node_warm
node_open || lab_fail 'SIGUSR1 opens no inspector: does the server take it?'
printf '%-24s%12s%12s%12s%6s\n' 'bytes, after collection' heapUsed external \
    RSS files
round 'at the start'
clients=$(((node_count + 1) * node_steps))
round "after $clients clients"
node_look snapshot before
round "after $((2 * clients)) clients"
node_look snapshot after
node "$node_lab/heap.js" grown "$LAB_TMP/before" "$LAB_TMP/after" \
    "$node_steps" || :
