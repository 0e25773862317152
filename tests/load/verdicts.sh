#!/bin/sh
# SPDX-License-Identifier: MIT
# The grader on a busy machine, for load.mk: COUNT verdicts, ABREAST at a time:
#     verdicts.sh TOP FOLDER COUNT ABREAST
# Two of three are asked of mended modules (tests/grader/*/right-*, and
# fixed/), the third of a wrong one. No verdict is none that is wrong, a slow
# one neither. Prints a table, and a row for each that is wrong; what was said
# is in FOLDER. Exit status: 0 none is wrong, 1 one is.

set -u
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES # of the make that calls this
top=$1
folder=$2
count=$3
abreast=$4
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../../labs/instruments/probe/probe.sh"
probe_name='make test-load-grader'
probe_number VERDICTS "$count"
probe_number ABREAST "$abreast"
modules=$(sh "$here/../modules.sh")
# shellcheck source=tests/load/load.sh
. "$here/load.sh"

# MODULE/NAME, each module in turn, so that few are enough to see all of them.
choose() { # right|wrong
    nth=1
    while [ "$nth" -le 24 ]; do
        for module in $modules; do
            {
                [ "$1" = wrong ] || echo "$module/fixed"
                find "$top/tests/grader/$module" -name "$1-*.patch" |
                    sed 's|.*/\([^/]*/[^/]*\)\.patch|\1|' | sort
            } | sed -n "${nth}p"
        done
        nth=$((nth + 1))
    done
}

# COUNT of them, and from the beginning again when there are no more.
names() {
    choose right >"$folder/right"
    choose wrong >"$folder/wrong"
    awk -v count="$count" '
        FNR == 1 { file++ }
        { kept[file, ++size[file]] = $0 }
        END {
            for (i = 0; i < count; i++) {
                kind = i % 3 == 2 ? 2 : 1
                print kept[kind, next_of[kind]++ % size[kind] + 1]
            }
        }' "$folder/right" "$folder/wrong"
}

rm -rf "$folder"
mkdir -p "$folder"
make -s -C "$top" build variants instruments certs || exit 2
make -s -f "$top/labs/grader/grader.mk" BUILD="$top/build" || exit 2
names >"$folder/names"
load_begin "$folder"
begun=$(seconds)
nl -w 1 -s ' ' "$folder/names" |
    xargs -n 2 -P "$abreast" sh "$here/verdict.sh" "$top" "$folder"
load=$(average)
load_end

awk -v took="$(($(seconds) - begun))" -v load="$load" '
    { seen[$3]++; sum[$3] += $4 }
    $3 ~ /^WRONG/ { print "    " $2 ": see " $1 }
    END {
        print "| verdict | times | seconds each |"
        print "| --- | --- | --- |"
        for (kind in seen)
            printf "| %s | %d | %d |\n", kind, seen[kind],
                sum[kind] / seen[kind]
        printf "%d verdicts in %d seconds, load %s\n", NR, took, load
    }' "$folder"/*.verdict
! cat "$folder"/*.verdict | grep -q WRONG
