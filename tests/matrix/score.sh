#!/bin/sh
# SPDX-License-Identifier: MIT
# A row for a tool that the kit does not know: score.sh FILE, in tests/. The
# verdicts are made of what the tool found by the rules of the other rows.
# Prints the table with that row, and how many leaks each tool names. FILE is
# CSV, a line for each server, in any order; # begins a comment:
#     tool,leakfinder 1.2 with --deep
#     server,names
#     requests,left 8
#     listeners,grew 256 512
#     streams,left 0
#     peer,names
#     sessions,names
#     fixed,left 0
#     time,1.4
# names, left AMOUNT and grew AMOUNT AMOUNT are as cell.sh describes them.
# Time, relative to the native server, may be left out.

set -eu
file=$1
if [ ! -f "$file" ] || [ ! -r "$file" ]; then
    echo "make matrix: $file cannot be read: say SCORE=FILE.csv" >&2
    exit 2
fi
modules=$(sh modules.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

awk -F, -v subjects="$modules fixed" -v rows="$work/rows" \
    -f matrix/score.awk "$file" >"$work/outcomes" || exit 2
awk -v subjects="$modules fixed" -f matrix/table.awk "$work/rows" \
    "$work/outcomes" >"$work/table"
{
    grep '^|' matrix/matrix.md
    tail -n 1 "$work/table"
} >"$work/all"
cat "$work/all"
echo
awk -F '|' '
    function trim(text) { gsub(/^ +| +$/, "", text); return text }
    NR == 1 {
        print "| Tool | names | growth only | blind | on fixed | Time |"
        print "|---|---:|---:|---:|---|---:|"
    }
    NR > 2 {
        names = growth = blind = 0
        for (i = 3; i < NF - 2; i++) {
            names += trim($i) == "names the line"
            growth += trim($i) == "growth only"
            blind += trim($i) == "blind"
        }
        printf "| %s | %d | %d | %d | %s | %s |\n", trim($2), names, growth,
            blind, trim($(NF - 2)), trim($(NF - 1))
    }' "$work/all"
