#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 12: tries the evidence. Who says leak has named kinds of clients, and
# measure drives the server with those; who says healthy, a number of bytes,
# and the server has its day again. A verdict that its evidence does not bear
# leaves all three answers on that server to do, as none does. Exit 0 solved,
# 1 not yet, 2 could not judge.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/answers.sh
. labs/answers.sh
# shellcheck source=labs/12-verdict/day.sh
. labs/12-verdict/day.sh

# Of a server, the first answer that is wrong: with it nothing is shown.
unproven() { # KEY GIVEN
    answer_judge 1 "$1" "$2"
    answer_undone 2
}

# ---- It is said to leak ----------------------------------------------------

# A row for each kind and then, if there are several, one for all in turn.
rows() { # prints: grows or flat or ..., and the name; the last row first
    sed -n 's/^\([a-z0-9.+-]*\)  *\(flat\|grows\|no\|not\) .*/\2 \1/p' \
        "$LAB_TMP/measured" | sed '1!G;h;$!d'
}

# Sets wrong: what is the matter with the evidence.
leaks() { # KINDS
    wrong=
    verdict_measure "$server" --triggers "$(echo "$1" | tr + ,)" \
        >"$LAB_TMP/measured" 2>"$LAB_TMP/said" || : # by its rows
    rows >"$LAB_TMP/rows"
    [ -s "$LAB_TMP/rows" ] || {
        grep -q 'there is no' "$LAB_TMP/said" || {
            cat "$LAB_TMP/said" >&2
            lab_fail 'measure could not judge'
        }
        wrong="measure --list has no $1"
        return
    }
    if grep -q '^no ' "$LAB_TMP/rows"; then
        cat "$LAB_TMP/measured" >&2
        lab_fail 'measure has no verdict'
    fi
    read -r found _ <"$LAB_TMP/rows"
    more=$(sed 1d "$LAB_TMP/rows" | sed -n 's/^grows //p')
    if [ "$found" != grows ]; then
        wrong=$(grep -v '^ ' "$LAB_TMP/measured" | sed 's/  *\[.*//')
    elif [ -n "$more" ]; then
        wrong="it takes no more than $more"
    elif [ "$(echo "$1" | tr '+' '\n' | grep -c .)" -gt 2 ]; then
        wrong='it takes two of them'
    fi
}

judge_leak() {
    # As in a text, "a + b", or as --triggers takes it.
    kinds=$(answer_given "${server}_what" | sed 's/ *[+,] */+/g')
    case $kinds in
    '' | *[!a-z0-9.+-]* | -*)
        unproven "${server}_what" "$kinds"
        return
        ;;
    esac
    leaks "$kinds"
    if [ -n "$wrong" ]; then
        unproven "${server}_what" "$kinds"
        echo "$wrong" | sed 's/^/    /'
        return
    fi
    answer_judge 0 "$server" leak
    answer_judge 0 "${server}_what" "$kinds"
    each=$(sed -n 's/.* grows \([0-9.]*\) B .*/\1/p' "$LAB_TMP/measured" |
        tail -n 1)
    answer_number "${server}_bytes" "${each:-0}" 0
}

# ---- It is said to be healthy ----------------------------------------------

# The last part of the day, which is as long as all before it, keeps nothing.
judge_healthy() {
    verdict_day "$server"
    awk 'NR == 1 { first = $2 }
        { before = last; last = $2 }
        END { print last - first; exit (last > before) }' "$LAB_TMP/day" \
        >"$LAB_TMP/kept" || {
        unproven "$server" healthy
        return
    }
    answer_judge 0 "$server" healthy
    answer_words "${server}_what" "$verdict_what"
    case $answer_now in
    '' | cache | warm-up | pages | clients) ;;
    *) echo '    it is one of cache, warm-up, pages, clients' ;;
    esac
    answer_number "${server}_bytes" "$(cat "$LAB_TMP/kept")" 10
}

verdict_build
for server in $verdict_servers; do
    said=$(answer_given "$server")
    [ ! -t 2 ] || [ -z "$said" ] || echo "tries server $server" >&2
    case $said in
    leak) judge_leak ;;
    healthy) judge_healthy ;;
    *) unproven "$server" "$said" ;;
    esac
done
answers_end 'labs/lab run 12 SERVER shows its day'
