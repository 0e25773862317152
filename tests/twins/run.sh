#!/bin/sh
# SPDX-License-Identifier: MIT
# That leaky/ is laid over fixed/, file by file, how fixed/ is built, and how
# long it is:
#     run.sh TOP SERVER RESULT MODULE...
# A file there that has no twin would silently not be built; a twin that is
# no different would be no leak; a long difference would be no lesson. Leaves
# how many of its tests passed and failed in RESULT, for summary.sh.

set -eu
top=$1
server=$2 # that of fixed/
result=$3
shift 3

counted=twins
# shellcheck source=tests/count.sh
. "$top/tests/count.sh"

for module; do
    verdict=0
    [ -f "$top/leaky/$module.c" ] && [ -f "$top/fixed/$module.c" ] &&
        [ -f "$top/fixed/$module.h" ] || verdict=1
    judge "$verdict" "$module has two bodies and one header"

    limit=36
    case $module in
    server) limit=110 ;; # it replaces an architecture
    streams) limit=40 ;;
    esac
    lines=$(diff -U0 "$top/leaky/$module.c" "$top/fixed/$module.c" |
        grep -c '^[-+][^-+]') || :
    verdict=0
    { [ "$lines" -gt 0 ] && [ "$lines" -lt "$limit" ]; } || verdict=1
    judge "$verdict" \
        "$module: $lines changed lines; from 1 to $((limit - 1)) are a lesson"
done

others=$(cd "$top/leaky" && for file in * .[!.]*; do
    [ -e "$file" ] || continue
    case " $* README " in
    *" ${file%.*} "*) ;;
    *) echo "$file" ;;
    esac
done)
verdict=0
[ -z "$others" ] || verdict=1
judge "$verdict" "leaky/ holds only modules of the catalogue, not $others"

# ---- The rooms of fixed/ ----------------------------------------------------

# From the ground up. An include names a room, or a file of the top one; none
# goes up, and modules of one floor may know each other.
middle=
for module; do
    case $module in
    server | sessions) ;;
    *) middle="$middle $module" ;;
    esac
done
floors="scope
process/
http/
tls/
admission
sessions
judge
intake
$middle
app/
life/
server
main"
arrows=$(cd "$top/fixed" && grep -H '^#include "' ./*.[ch] ./*/*.[ch] |
    sed 's|^\./||; s|\.[ch]:#include "| |; s|\.h"$||' |
    awk -v floors="$floors" '
        BEGIN {
            count = split(floors, floor, "\n")
            for (i = 1; i <= count; i++) {
                rooms = split(floor[i], room, " ")
                for (j = 1; j <= rooms; j++)
                    height[room[j]] = i
            }
        }
        {
            for (i = 1; i <= 2; i++) {
                where = $i
                if (where ~ /\//)
                    sub(/\/.*/, "/", where)
                if (!(where in height))
                    print $i " is in no room;"
                at[i] = height[where]
            }
            if (at[2] > at[1])
                print $1 " includes " $2 ";"
        }' | sort -u | tr '\n' ' ')
verdict=0
[ -z "$arrows" ] || verdict=1
judge "$verdict" "no include in fixed/ goes up: $arrows"

# Nor do calls go in a circle, there or in any other program of the kit.
circles=$(cd "$top" && find fixed labs tests -name '*.c' \
    ! -path '*/build/*' ! -path 'labs/work/*' -exec \
    awk -f tests/twins/circles.awk {} + | tsort 2>&1 >/dev/null |
    sed -n 's/^tsort: //p' | grep -v 'contains a loop' | tr '\n' ' ') || :
verdict=0
[ -z "$circles" ] || verdict=1
judge "$verdict" "no files call each other in a circle: $circles"

# And all of it is an evening's reading.
code=6650
lines=300
length=$(cd "$top" && find fixed -name '*.[ch]' -exec \
    awk -f tests/twins/length.awk {} +)
all=$(echo "$length" | sed -n 's/^all .* //p')
verdict=0
[ "${all:-$((code + 1))}" -le "$code" ] || verdict=1
judge "$verdict" "fixed/ has $all lines of code, at most $code: make it \
shorter, or raise code in tests/twins/run.sh"
long=$(echo "$length" | awk -v lines="$lines" \
    '$1 != "all" && $2 > lines { print $1 ": " $2 }' | tr '\n' ' ')
verdict=0
[ -z "$long" ] || verdict=1
judge "$verdict" "no file of fixed/ is longer than $lines lines: $long"

# ---- How it is built --------------------------------------------------------

shows() { # WORD OPTION...: whether readelf says it of the server
    word=$1
    shift
    verdict=0
    readelf -W "$@" "$server" | grep -q "$word" || verdict=1
}
shows 'Type: *DYN' -h
judge "$verdict" 'it lies at any address (-fPIE -pie)'
shows GNU_RELRO -l
judge "$verdict" 'its tables are read-only (-z relro)'
shows NOW -d
judge "$verdict" 'all of them, from the start (-z now)'
shows __stack_chk_fail -s
judge "$verdict" 'its stack is guarded (-fstack-protector-strong)'
shows __vsnprintf_chk -s
judge "$verdict" 'its buffers are checked (_FORTIFY_SOURCE)'

count_end "$result"
