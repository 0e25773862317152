#!/bin/sh
# SPDX-License-Identifier: MIT
# What fixed/README.md and fixed/server.c say of idle clients, measured:
#     run.sh SERVER INSTRUMENTS CERTS RESULT
# Leaves how many of its tests passed and failed in RESULT, for summary.sh.

set -eu
program=$1
instruments=$2
certs=$3
result=$4
work=$(mktemp -d)
server=
holder=
clean_up() {
    for pid in $holder $server; do
        kill "$pid" 2>/dev/null || :
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

passed=0
failed=0
judge() { # STATUS SENTENCE FOUND
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "limits: failed: $2 ($3)"
    fi
}

until_true() { # COMMAND...: looks again and again, for ten minutes
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 6000 ] || return 1
        sleep 0.1 # between two looks at the condition
    done
}

load() {
    (drive "$@")
}

drive() { # in a process of its own: it becomes the load generator
    exec "$instruments/mtls-load" --ca "$certs/ca.pem" \
        --cert "$certs/operator.pem" --key "$certs/operator-key.pem" \
        --timeout 600 --mix healthz "$@" "$url" >"$work/summary"
}

live_bytes() {
    "$instruments/heapmeter" read "$server" --dir "$work/meter" --json |
        sed -n 's/^ *"bytes": \([0-9]*\).*/\1/p'
}

# Who waits for the processor is not at rest, and would go on.
asleep() {
    ! sed 's/.*) \(.\).*/\1/' "/proc/$server/task"/*/stat | grep -qv S
}

at_rest() { # two equal readings of a server that sleeps
    before=$now
    now=$(live_bytes)
    asleep && [ "$now" = "$before" ]
}

freed() {
    [ "$(live_bytes)" -eq "$empty" ]
}

settled() {
    now=
    until_true at_rest
    echo "$now"
}

mkdir "$work/meter"
: >"$work/out"
HEAPMETER_DIR=$work/meter LD_PRELOAD=$instruments/libheapmeter.so \
    "$program" --port 0 --log-level error --timeout 3600 \
    --cert "$certs/server.pem" --key "$certs/server-key.pem" \
    --ca "$certs/ca.pem" --crl "$certs/crl.pem" >"$work/out" &
server=$!
until_true grep -q '^listening on ' "$work/out"
url=$(sed -n 's/^listening on //p' "$work/out")

# ---- An idle connection holds at most 20 KiB of live heap -------------------

load --count 400 --concurrency 8 # warm
for version in 1.2 1.3; do
    empty=$(settled)
    : >"$work/holding"
    drive --tls "$version" --count 0 --duration 3600 --hold 200 \
        2>"$work/holding" &
    holder=$!
    until_true grep -q 'holding 200 idle' "$work/holding"
    each=$((($(settled) - empty) / 200))
    kill "$holder"
    wait "$holder" || :
    holder=
    verdict=0
    { [ "$each" -gt 4096 ] && [ "$each" -le 20480 ]; } || verdict=1
    judge "$verdict" "an idle TLS $version connection holds at most 20480" \
        "$each bytes"
    verdict=0
    until_true freed || verdict=1
    judge "$verdict" "what TLS $version clients held is free when they go" \
        "$empty, then $(live_bytes) bytes"
done

# ---- A thousand of them keep nobody out ------------------------------------

verdict=0
load --hold 1000 --concurrency 64 --count 640 --json "$work/json" \
    2>"$work/errors" || verdict=1
grep -q '"idle_open_at_end": 1000' "$work/json" || verdict=1
judge "$verdict" "a thousand idle clients and a flood of 64 are served" \
    "$(tail -n 1 "$work/errors")"

# ---- And in the end nothing is left ----------------------------------------

verdict=0
until_true freed || verdict=1
judge "$verdict" "what they held is free again" \
    "$empty, then $(live_bytes) bytes"

verdict=0
kill "$server"
wait "$server" || verdict=1
server=
judge "$verdict" "the server exits with status 0" "not 0"

mkdir -p "$(dirname "$result")"
echo "$passed passed, $failed failed" >"$result"
[ "$failed" -gt 0 ] || echo "limits/idle fixed: $passed passed"
