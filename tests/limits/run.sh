#!/bin/sh
# SPDX-License-Identifier: MIT
# What fixed/README.md and fixed/server.c say of idle clients, measured:
#     run.sh SERVER INSTRUMENTS CERTS RESULT
# Leaves how many of its tests passed and failed in RESULT, for summary.sh.

set -eu
program=$1
result=$4
# shellcheck source=labs/instruments/probe/probe.sh
. "$(dirname "$0")/../../labs/instruments/probe/probe.sh"
probe_begin limits "$2" "$3"
counted='limits/idle fixed'
# shellcheck source=tests/count.sh
. "$(dirname "$0")/../count.sh"

load() {
    server_client operator --mix healthz "$@" "$server_url" \
        >"$probe_work/summary"
}

server_start "$program" server_metered

# ---- An idle connection holds at most 20 KiB of live heap -------------------

load --count 400 --concurrency 8 # warm
for version in 1.2 1.3; do
    empty=$(server_rest bytes)
    : >"$probe_work/holding"
    become_client operator --mix healthz --tls "$version" --count 0 \
        --duration 3600 --hold 200 "$server_url" >"$probe_work/summary" \
        2>"$probe_work/holding" &
    probe_beside=$!
    until_true grep -q 'holding 200 idle' "$probe_work/holding"
    server_staying=200
    each=$((($(server_rest bytes) - empty) / 200))
    server_staying=0
    kill "$probe_beside"
    wait "$probe_beside" || :
    probe_beside=
    verdict=0
    { [ "$each" -gt 4096 ] && [ "$each" -le 20480 ]; } || verdict=1
    judge "$verdict" "an idle TLS $version connection holds at most 20480" \
        "$each bytes"
    verdict=0
    now=$(server_rest bytes)
    [ "$now" -eq "$empty" ] || verdict=1
    judge "$verdict" "what TLS $version clients held is free when they go" \
        "$empty, then $now bytes"
done

# ---- A thousand of them keep nobody out ------------------------------------

before=$(server_rest resident_kib)
verdict=0
load --hold 1000 --concurrency 64 --count 640 --json "$probe_work/json" \
    2>"$probe_work/errors" || verdict=1
grep -q '"idle_open_at_end": 1000' "$probe_work/json" || verdict=1
judge "$verdict" "a thousand idle clients and a flood of 64 are served" \
    "$(tail -n 1 "$probe_work/errors")"

# ---- And when they have gone, the system has its memory back ---------------

most=$(status_kib VmHWM)
is_small_again() { # of what they took, it has given back three quarters
    [ $((4 * ($(status_kib VmRSS) - before))) -le $((most - before)) ]
}
verdict=0
[ $((most - before)) -ge 8192 ] || verdict=1
judge "$verdict" "a thousand clients take more than 8192 KiB" \
    "$before, then $most KiB"
verdict=0
until_true is_small_again || verdict=1
judge "$verdict" "three quarters of their RSS come back when they have gone" \
    "$before, then $most, in the end $(status_kib VmRSS) KiB"

# ---- And in the end nothing is left ----------------------------------------

verdict=0
now=$(server_rest bytes)
[ "$now" -eq "$empty" ] || verdict=1
judge "$verdict" "what they held is free again" "$empty, then $now bytes"

verdict=0
server_stop || verdict=1
judge "$verdict" "the server exits with status 0" "not 0"

count_end "$result"
