#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 01: compares the answers with what the instruments say in a run of now.
# Needs build/variants. Exit 0 solved, 1 not yet, 2 could not judge.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/01-growth/measure.sh
. labs/01-growth/measure.sh

answers=${1:-$LAB_WORK/answers.txt}
lab_file "$answers"

# Nothing to compare yet?
grep -q '^[^#=]*=.*[[:graph:]]' "$answers" || {
    echo "no answer yet: write them into $answers"
    exit 1
}

# ---- The run -------------------------------------------------------------

growth_preload
for subject in fixed leaky sessions; do
    growth_measure "$subject"
done

number() { # SUBJECT STEP rss|mallinfo2|meter
    # shellcheck disable=SC2031 # set by labs/lab
    awk -v step="$2" -v what="$3" '
        BEGIN { column["rss"] = 2; column["mallinfo2"] = 3
            column["meter"] = 4 }
        $1 == step { print $column[what] }' "$LAB_TMP/$1"
}

grew() { # SUBJECT INSTRUMENT FROM TO
    echo $(($(number "$1" "$4" "$2") - $(number "$1" "$3" "$2")))
}

alarms=
for what in rss mallinfo2; do
    [ "$(grew fixed "$what" first third)" -le 0 ] || alarms="$alarms $what"
done

# Blind is who sees less than half of it.
leak=$(grew sessions meter crowd third)
blind=
[ $(($(grew sessions rss crowd third) * 2048)) -ge "$leak" ] ||
    blind="$blind rss"
[ $(($(grew sessions mallinfo2 crowd third) * 2)) -ge "$leak" ] ||
    blind="$blind mallinfo2"

sees='same'
more=$(($(grew leaky mallinfo2 crowd third) - $(grew leaky meter crowd third)))
[ "$more" -le 0 ] || sees='more'
[ "$more" -ge 0 ] || sees='less'

# ---- The answers ---------------------------------------------------------

words() { # TEXT: its words in order, one a line
    printf '%s\n' "$1" | tr 'A-Z,' 'a-z ' | tr -s '[:blank:]' '\n' |
        sed '/^$/d' | sort -u
}

# Within one in a hundred: threads begin their work at different times.
near() { # NUMBER NUMBER
    awk -v a="$1" -v b="$2" 'BEGIN {
        d = a - b
        exit !(a ~ /^[0-9]+(\.[0-9]+)?$/ && d * d <= b * b / 10000) }'
}

right() { # GIVEN WHAT_IS_SO
    case $2 in
    *[!0-9]* | '') [ "$(words "$1")" = "$(words "$2")" ] ;;
    *) near "$(printf '%s' "${1%%byte*}" | tr -d ', \t')" "$2" ;;
    esac
}

wrong=0
compare() { # KEY WHAT_IS_SO
    given=$(sed -n "s/^ *$1 *= *//p" "$answers" | tail -n 1 |
        tr -d '\r')
    if [ -z "$(words "$given")" ]; then
        echo "$1: no answer yet"
    elif ! right "$given" "$2"; then
        echo "$1: not $given, say the instruments"
    else
        return 0
    fi
    wrong=$((wrong + 1))
}

compare leaky_bytes $(($(grew leaky meter crowd third) / 100))
compare sessions_bytes $((leak / 100))
compare fixed_bytes $(($(grew fixed meter crowd third) / 100))
compare once "$(grew fixed meter start first)"
compare held_for_60 "$(grew fixed meter second crowd)"
compare false_alarm "${alarms:-none}"
compare blind "${blind:-none}"
compare mallinfo2_sees "$sees"
[ "$wrong" -eq 0 ] || {
    echo "$wrong of 8 to go; labs/lab run 01 shows the numbers"
    exit 1
}
echo 'all 8 as in a run of now'
