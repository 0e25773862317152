#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 09: compares predictions.csv with tests/matrix/matrix.md, which a run
# has written and `make test` checks. Says which cells are wrong, not what
# would be right.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh

here=labs/09-tools
file=${1:-$LAB_WORK/predictions.csv}
least=108 # of 119 cells

lab_text "$file" >"$LAB_TMP/predictions"
columns=$(sed -n 's/^tool,//p' "$here/start/predictions.csv")
# A row a tool, by name: the verdicts of matrix.md as words of predictions.csv.
awk -F '|' -v columns="$columns" '
    BEGIN { count = split(columns, column, ",") }
    FNR == NR {
        if (/^[a-z]/) {
            name = title = $0
            sub(/ .*/, "", name)
            sub(/^[a-z_]+ +/, "", title)
            names[title] = name
        }
        next
    }
    /^\| / {
        title = $2
        gsub(/^ | $/, "", title)
        if (title == "Tool") {
            for (i = 3; i < NF; i++) {
                gsub(/ /, "", $i)
                at[$i] = i
            }
            for (i = 1; i <= count; i++)
                if (!(column[i] in at))
                    exit # no row: that is not the table
            next
        }
        line = names[title]
        for (i = 1; i <= count; i++) {
            split($at[column[i]], word, " ")
            line = line "," (word[1] == "names" ? "line" : word[1])
        }
        print line
    }' tests/matrix/tools.txt tests/matrix/matrix.md >"$LAB_TMP/truth"

awk -v least="$least" -v columns="$columns" -f "$here/compare.awk" \
    "$LAB_TMP/truth" "$LAB_TMP/predictions"
