#!/bin/sh
# SPDX-License-Identifier: MIT
# Adds up what run.sh has left behind: summary.sh RESULT... Prints the name of
# each that failed or left no result, with the log to read and what it says of
# why, and last one line, `N passed, N failed`. Exit status 1: any did, or
# there was nothing to add up.
# With CI set the end of such a log comes first: who reads what CI printed may
# have no more than its last lines, and not the machine.

set -eu
reasons=$(dirname "$0")/reasons.awk
for result; do
    [ -n "${CI-}" ] || break
    [ -r "$result.log" ] || continue
    ! grep -q ', 0 failed' "$result" 2>/dev/null || continue
    echo "---- the end of $result.log"
    tail -n 40 "$result.log"
    echo '----'
done
passed=0
failed=0
for result; do
    counts='0 passed, 1 failed'
    [ ! -r "$result" ] || counts=$(cat "$result")
    passed=$((passed + ${counts%% passed*}))
    rest=${counts#* passed, }
    rest=${rest%% failed*}
    failed=$((failed + rest))
    [ "$rest" -ne 0 ] || continue
    printf 'failed: %s' "${result##*/results/}"
    if [ -r "$result.log" ]; then
        printf ', see %s.log\n' "$result"
        awk -f "$reasons" "$result.log"
    else
        echo
    fi
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ $# -gt 0 ]
