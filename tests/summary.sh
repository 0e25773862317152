#!/bin/sh
# SPDX-License-Identifier: MIT
# Adds up what run.sh has left behind: summary.sh RESULT... Prints the name of
# each that failed or left no result, with the log to read, and last one line,
# `N passed, N failed`. Exit status 1: any did, or there was nothing to add up.

set -eu
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
    [ ! -e "$result.log" ] || printf ', see %s.log' "$result"
    echo
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ $# -gt 0 ]
