#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the leak tests on one server, for leaks.mk:
#     run.sh NAME PROGRAM RESULT
# NAME is fixed, leaky, or the leaks in a variant, joined by +: which leaks
# are expected follows from it. SERVER names another program than the one of
# that name in BUILD, as when one tries whether the tests find its leak, and
# TRIGGER a pattern of the tests to run, such as "refused-*", or "leak:peer":
# the trigger that shows that leak at the least cost. Needs BUILD, MTLS_CERTS,
# MTLS_TRUTH and MTLS_INSTRUMENTS. What it printed goes to RESULT.log, how many
# passed and failed to RESULT; summary.sh judges.

set -eu
name=$1
program=$2
result=$3

case $name in
fixed) MTLS_LEAKS='' folder=fixed ;;
leaky) MTLS_LEAKS=$(sh "${0%/*}/../modules.sh") folder=leaky ;;
*) MTLS_LEAKS=$(printf '%s\n' "$name" | tr + ' ') folder=variants/$name ;;
esac
MTLS_SERVER=${SERVER:-$BUILD/$folder/mtls-server}
MTLS_SERVER_PER_REQUEST=0
case " $MTLS_LEAKS " in
*' server '*) MTLS_SERVER_PER_REQUEST=1 ;;
esac
# N and 2 N steps. On fixed, which may keep nothing at all, a 64th of either
# version of TLS, which take turns, is among them. What a variant has besides
# its one module is fixed's.
if [ -z "${MTLS_STEPS:-}" ]; then
    MTLS_STEPS=10
    [ "$name" != fixed ] || MTLS_STEPS=43
fi
MTLS_NAME=$name
export MTLS_NAME MTLS_LEAKS MTLS_SERVER MTLS_SERVER_PER_REQUEST MTLS_STEPS

# shellcheck source=tests/temp.sh
. "$(dirname "$0")/../temp.sh"
mkdir -p "$(dirname "$result")"
rm -f "$result"
status=0
timeout --foreground -k 5 "$limit" "$program" ${TRIGGER:+"$TRIGGER"} \
    >"$result.log" 2>&1 || status=$?

counts=$(sed -n 's/^result: //p' "$result.log")
case $status:$counts in
0:*' 0 failed'* | 1:*' failed'*) ;;
*)  # it crashed, hung or could not begin: never to be taken for a result
    counts='0 passed, 1 failed'
    printf 'leaks/%s: ended with status %s\n' "$name" "$status" \
        >>"$result.log"
    ;;
esac
printf '%s\n' "$counts" >"$result"
skips=$(sed -n 's/^skipped: //p' "$result.log" | sort -u)
case $counts in
*' 0 failed'*)
    printf 'leaks/%s: %s%s\n' "$name" "${counts%%,*}" \
        "${skips:+, skipped: $skips}"
    ;;
*)
    awk -f "$(dirname "$0")/../failed.awk" "$result.log"
    printf 'leaks/%s: %s\n' "$name" "$counts"
    ;;
esac
