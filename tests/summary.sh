#!/bin/sh
# SPDX-License-Identifier: MIT
# Adds up what run.sh has left behind: summary.sh RESULT... Prints one line,
# `N passed, N failed`; exit status 1 when any failed or left no result,
# or when there was nothing to add up.

set -eu
passed=0
failed=0
for result; do
    counts='0 passed, 1 failed'
    [ ! -r "$result" ] || counts=$(cat "$result")
    passed=$((passed + ${counts%% passed*}))
    rest=${counts#* passed, }
    failed=$((failed + ${rest%% failed*}))
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ $# -gt 0 ]
