#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs one suite against one server, for the Makefile:
#     BUILD=DIR MTLS_CERTS=DIR run.sh SUITE SERVER RESULT
# What it printed goes to RESULT.log, and is shown if it failed; how many
# passed and failed, to RESULT. Its own status is 0: summary.sh judges.

set -eu
suite=$1
server=$2
result=$3

MTLS_SERVER=$BUILD/$server/mtls-server
# The only two differences that a client may see are those of a server per
# request: probe/service.h. The Makefile has looked which this is.
MTLS_SERVER_PER_REQUEST=0
! grep -q '^keep-alive: no' "$BUILD/tests/results/look/$server" 2>/dev/null ||
    MTLS_SERVER_PER_REQUEST=1
export MTLS_SERVER MTLS_SERVER_PER_REQUEST

# shellcheck source=tests/temp.sh
. "./temp.sh"
mkdir -p "$(dirname "$result")"
rm -f "$result"
status=0
timeout --foreground -k 5 "$limit" "$BUILD/tests/$suite" >"$result.log" 2>&1 || status=$?

counts=$(sed -n 's/^result: //p' "$result.log")
case $status:$counts in
0:*' 0 failed'* | 1:*' failed'*) ;;
*)  # it crashed, hung or could not begin: never to be taken for a result
    counts="0 passed, 1 failed"
    printf '%s: ended with status %s\n' "$suite" "$status" >>"$result.log"
    ;;
esac
printf '%s\n' "$counts" >"$result"
passed=${counts%%,*}
skips=$(sed -n 's/^skipped: //p' "$result.log" | sort -u |
    awk '{ printf "%s%s", (NR > 1 ? "; " : ""), $0 }')
case $counts in
*' 0 failed'*)
    printf '%s %s: %s%s\n' "$suite" "$server" "$passed" \
        "${skips:+, skipped: $skips}"
    ;;
*)
    awk -f failed.awk "$result.log"
    printf '%s %s: %s\n' "$suite" "$server" "$counts"
    ;;
esac
