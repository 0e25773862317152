#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares the constants that the truth table leaves open, as the suites have
# measured them: constant.sh RESULT LOG... Writes to RESULT as run.sh does.

set -eu
result=$1
shift
counts='1 passed, 0 failed'
found=$(for log; do
    [ ! -r "$log" ] || sed -n "s|^constant: \(.*\)|\1 in $log|p" "$log"
done)
different=$(printf '%s\n' "$found" | sed 's/ in .*//' | sort -u | wc -l)
if [ -z "$found" ]; then # none of these servers has such a leak
    counts='0 passed, 0 failed'
elif [ "$different" -gt 1 ]; then
    counts='0 passed, 1 failed'
    printf 'leaks/constant: one and the same in every server, but:\n%s\n' \
        "$found"
else
    printf 'leaks/constant: 1 passed (%s)\n' \
        "$(printf '%s\n' "$found" | sed -n '1s/ in .*//p')"
fi
printf '%s\n' "$counts" >"$result"
