#!/bin/sh
# SPDX-License-Identifier: MIT
# What fixed/ holds while clients are there, and others come and go, by the
# grader's stage `present`; and a leaky module is found by it.
#     BUILD=DIR MTLS_CERTS=DIR ... present.sh RESULT
# Needs MTLS_TRUTH and MTLS_INSTRUMENTS, too. Counts go to RESULT, what was
# said to RESULT.log.
# shellcheck disable=SC2153 # BUILD is the caller's

set -eu
result=$1
# shellcheck source=tests/temp.sh
. "$(dirname "$0")/../temp.sh"
mkdir -p "$(dirname "$result")"
rm -f "$result"
passed=0
failed=0

look() { # SERVER MODULE good|grows
    status=0
    MTLS_SERVER=$BUILD/$1/mtls-server timeout --foreground -k 5 "$limit" \
        "$BUILD/grader/grader" present "$2" >"$result.out" 2>&1 || status=$?
    said='no verdict'
    [ "$status" -ne 0 ] || said=good
    [ "$status" -ne 1 ] || ! grep -q '^grows: ' "$result.out" || said=grows
    if [ "$said" = "$3" ]; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "leaks/present: $1, by the steps of $2: must be $3, is: $said" >&2
    cat "$result.out" >&2
}

# Connections, requests and downloads are most of what they do.
{
    look fixed sessions good
    look fixed requests good
    look fixed streams good
    look variants/sessions sessions grows
} 2>"$result.log"
rm -f "$result.out"
cat "$result.log" >&2
echo "$passed passed, $failed failed" >"$result"
echo "leaks/present: $passed passed"
