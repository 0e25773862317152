#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares the constants that the truth table leaves open, as the suites have
# measured them: constant.sh RESULT LOG... Writes to RESULT as run.sh does.
# MTLS_TRUTH names the table, for who the difference may be.

set -eu
result=$1
shift
counts='1 passed, 0 failed'
found=$(for log; do
    [ ! -r "$log" ] || sed -n "s|^constant: \(.*\)|\1 in $log|p" "$log"
done)

# In leaky it is what its leaks keep together, less what the table says
# of the others: where one of those is not there, the constant is too small by that.
suspect() { # "16248 bytes, 6 blocks in LOG", a line each
    awk -F '[ ,]+' -v table="$MTLS_TRUTH" '
        NR == 1 || $1 < low { low = $1; low_blocks = $3 }
        NR == 1 || $1 > high { high = $1; high_blocks = $3 }
        END {
            bytes = high - low
            blocks = high_blocks - low_blocks
            while ((getline line <table) > 0)
                if (split(line, row, ",") == 10 && row[8] == bytes &&
                    row[9] == blocks)
                    printf "they differ by %d bytes, %d blocks: missing " \
                        "where it is less, or there where it is more, the " \
                        "leak `%s`, by %s() in %s\n", bytes, blocks, row[1],
                        row[4], row[3]
        }'
}

different=$(printf '%s\n' "$found" | sed 's/ in .*//' | sort -u | wc -l)
if [ -z "$found" ]; then # none of these servers has such a leak
    counts='0 passed, 0 failed'
elif [ "$different" -gt 1 ]; then
    counts='0 passed, 1 failed'
    printf 'leaks/constant: one and the same in every server, but:\n%s\n' \
        "$found"
    printf '%s\n' "$found" | suspect
else
    printf 'leaks/constant: 1 passed (%s)\n' \
        "$(printf '%s\n' "$found" | sed -n '1s/ in .*//p')"
fi
printf '%s\n' "$counts" >"$result"
