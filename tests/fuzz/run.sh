#!/bin/sh
# SPDX-License-Identifier: MIT
# One target of libFuzzer's, for fuzz.mk:
#     run.sh NAME PROGRAM CERTS SECONDS RESULT
# What it printed goes to RESULT.log, an input that ends the program lies
# beside it. Counts go to RESULT.

set -eu
name=$1
program=$2
certs=$3
seconds=$4
result=$5
here=$(dirname "$0")
found=$program.found
seeds=$program.seeds

case $seconds in
'' | *[!0-9]* | 0*)
    echo "fuzz: SECONDS=$seconds is no number from 1 on" >&2
    exit 2
    ;;
esac
rm -rf "$seeds"
mkdir -p "$found" "$seeds" "$(dirname "$result")"
rm -f "$result"

number=0
more=
if [ "$name" = certificate ]; then
    for pem in "$certs"/*.pem "$certs"/unexpected/*.pem; do
        case $pem in
        *-key.pem | *crl*) continue ;;
        esac
        number=$((number + 1))
        sed '1,/^-----BEGIN/d; /^-----END/,$d' "$pem" |
            base64 -d >"$seeds/$number"
    done
    # Malformed ones, too, if they are there: MTLS_CORPUS of the contract.
    more=${MTLS_CORPUS_UNPACKED:+$MTLS_CORPUS_UNPACKED/der}
else
    while IFS= read -r line; do
        number=$((number + 1))
        # shellcheck disable=SC2059 # a seed is a format
        printf -- "$line" >"$seeds/$number"
    done <"$here/seeds/$name"
fi

# One that prints for each input is heard only if it fails.
quiet=
[ "$name" != options ] || quiet=-close_fd_mask=3
status=0
"$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1024 \
    -verbosity=1 -artifact_prefix="$result." $quiet "$found" "$seeds" \
    ${more:+"$more"} >"$result.log" 2>&1 || status=$?
if [ "$status" -eq 0 ]; then
    echo '1 passed, 0 failed' >"$result"
    sed -n "s/^#\([0-9]*\)[[:blank:]]*DONE *cov: \([0-9]*\).*/\
fuzz\/$name: \1 inputs, \2 places reached/p" "$result.log"
else
    echo '0 passed, 1 failed' >"$result"
    tail -n 40 "$result.log"
    echo "fuzz/$name: failed: the input lies beside $result.log; run" \
        "$program with it"
fi
