#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 01: compares the answers with what the instruments say in a run of now.
# Needs build/variants. Exit 0 solved, 1 not yet, 2 could not judge.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/answers.sh
. labs/answers.sh
# shellcheck source=labs/01-growth/measure.sh
. labs/01-growth/measure.sh

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

answers_say='the instruments'
# Within one in a hundred: threads begin their work at different times.
answer_number leaky_bytes $(($(grew leaky meter crowd third) / 100)) 1
answer_number sessions_bytes $((leak / 100)) 1
answer_number fixed_bytes $(($(grew fixed meter crowd third) / 100)) 1
answer_number once "$(grew fixed meter start first)" 1
answer_number held_for_60 "$(grew fixed meter second crowd)" 1
answer_words false_alarm "${alarms:-none}"
answer_words blind "${blind:-none}"
answer_words mallinfo2_sees "$sees"
answers_end 'labs/lab run 01 shows the numbers'
