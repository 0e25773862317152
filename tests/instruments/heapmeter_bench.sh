#!/bin/sh
# SPDX-License-Identifier: MIT
# What the heap meter costs: the same work without and with it, alternating
# so that both meet the same noise; the best run of each counts.
# Usage: HEAPMETER=path/to/heapmeter heapmeter_bench.sh path/to/heapmeter_bench
set -eu

bench=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# certtool makes a key and a certificate: an ordinary program's mixture.
cat >"$work/template" <<'END'
cn = bench
serial = 1
expiration_days = 1
END

microseconds() {
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s%N)
    echo $(((end - start) / 1000))
}

certificates() {
    certtool --generate-privkey --key-type=ecdsa --outfile "$work/key.pem"
    certtool --generate-self-signed --load-privkey "$work/key.pem" \
        --template "$work/template" --outfile "$work/cert.pem"
}

metered() {
    LD_PRELOAD="$(dirname "$HEAPMETER")/libheapmeter.so" \
        HEAPMETER_DIR="$work" "$@"
}

stacked() {
    HEAPMETER_STACKS=1 metered "$@"
}

metered_certificates() (
    LD_PRELOAD="$(dirname "$HEAPMETER")/libheapmeter.so"
    HEAPMETER_DIR="$work"
    export LD_PRELOAD HEAPMETER_DIR
    certificates
)

stacked_certificates() (
    HEAPMETER_STACKS=1
    export HEAPMETER_STACKS
    metered_certificates
)

# The files native, metered and stacked hold one number a line.
begin() {
    : >"$work/native"
    : >"$work/metered"
    : >"$work/stacked"
}

report() { # WHAT UNIT
    printf '%-34s' "$1"
    for how in native metered stacked; do
        printf ' %10s' "$(sort -n "$work/$how" | head -n 1)"
    done
    printf ' %s\n' "$2"
}

printf '%-34s %10s %10s %10s\n' "" native metered 'with stacks'
for threads in 1 2 8; do
    begin
    for _ in 1 2 3 4 5; do
        "$bench" "$threads" >>"$work/native"
        metered "$bench" "$threads" >>"$work/metered"
        stacked "$bench" "$threads" >>"$work/stacked"
    done
    report "malloc and free, $threads threads" "ns a pair in each"
done

begin
for _ in 1 2 3 4 5 6 7 8 9 10; do
    microseconds /bin/true >>"$work/native"
    microseconds metered /bin/true >>"$work/metered"
    microseconds stacked /bin/true >>"$work/stacked"
done
report "starting /bin/true" "microseconds"

if command -v certtool >/dev/null; then
    begin
    for _ in 1 2 3 4 5; do
        microseconds certificates >>"$work/native"
        microseconds metered_certificates >>"$work/metered"
        microseconds stacked_certificates >>"$work/stacked"
    done
    report "certtool, key and certificate" "microseconds"
fi
