#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 08: compares the answers with a run of now; a number may be off by a
# tenth. Exit 0 solved, 1 not yet, 2 could not judge.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/08-amplify/measure.sh
. labs/08-amplify/measure.sh

answers=${1:-$LAB_WORK/answers.txt}
lab_file "$answers"
wrong=0
count=0

# ---- Compare ---------------------------------------------------------------

given() { # KEY
    sed -n "s/^ *$1 *=//p" "$answers" | tail -n 1 | tr 'A-Z\t' 'a-z ' |
        sed 's/[()]//g; s/^ *//; s/ *$//'
}

words() { # TEXT: sorted
    printf '%s\n' "$1" | tr -s ', ' '[\n*]' |
        sed '/^$/d' | sort -u | tr '\n' ' '
}

no() { # KEY GIVEN
    wrong=$((wrong + 1))
    if [ -z "$2" ]; then
        echo "$1: no answer yet"
    else
        echo "$1: not $2, says a run of now"
    fi
}

compare_words() { # KEY WHAT_IS_SO
    count=$((count + 1))
    [ "$(words "$(given "$1")")" = "$(words "$2")" ] || no "$1" "$(given "$1")"
}

compare_number() { # KEY WHAT_IS_SO: to a tenth of it; zero is zero
    count=$((count + 1))
    awk -v given="$(given "$1" | sed 's/[x ]//g; s/,//g; s/bytes//')" \
        -v so="$2" 'BEGIN {
            off = given - so
            off = off < 0 ? -off : off
            exit given !~ /^[-+]?[0-9]+(\.[0-9]*)?$/ || off > so / 10
        }' || no "$1" "$(given "$1")"
}

# ---- The run ---------------------------------------------------------------

found() { # NAME MODE [COLUMN]
    awk -v name="$1" -v mode="$2" -v column="${3:-3}" \
        '$1 == name && $2 == mode { print $column }' "$LAB_TMP/lines"
}

# Nothing to compare: no need to measure.
if ! grep -q "^ *[a-z_]* *= *[^ ]" "$answers"; then
    echo "no answer yet in $answers"
    exit 1
fi
amplify_build
[ ! -t 2 ] || echo 'measures 8 servers in 3 modes' >&2
amplify_all
amplify_where mutual >"$LAB_TMP/where"
sort -rn "$LAB_TMP/where" | awk '$3 ~ /^gnutls_/ { print $3, $1; exit }' \
    >"$LAB_TMP/heaviest"
[ -s "$LAB_TMP/heaviest" ] || lab_fail 'memcheck found nothing of GnuTLS'
read -r heaviest heaviest_bytes <"$LAB_TMP/heaviest"
for mode in $amplify_modes; do
    [ "$(found fixed "$mode")" = 0 ] || lab_fail "fixed/ grew in mode $mode"
done

more='' only='' same=
for name in $amplify_modules; do
    plain=$(found "$name" plain)
    oneway=$(found "$name" oneway)
    mutual=$(found "$name" mutual)
    if [ "$oneway" -gt "$plain" ]; then
        more="$more $name"
    elif [ "$plain" -eq 0 ] && [ "$oneway" -eq 0 ]; then
        only="$only $name"
    elif [ "$plain" -eq "$mutual" ]; then
        same="$same $name"
    fi
done

# ---- The verdict -----------------------------------------------------------

ratio() { # A B
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", a / b }'
}

compare_words more_by_tls "$more"
compare_words only_by_mutual "$only"
compare_words the_same "$same"
compare_number ratio_kept \
    "$(ratio "$(found leaky mutual)" "$(found leaky plain)")"
compare_number certificate_kept \
    $(($(found leaky mutual) - $(found leaky oneway)))
compare_number session_held $(($(found held oneway) - $(found held plain)))
compare_number certificate_held \
    $(($(found held mutual) - $(found held oneway)))
compare_number ratio_allocations \
    "$(ratio "$(found fixed mutual 4)" "$(found fixed plain 4)")"
compare_words heaviest "$heaviest"
compare_number heaviest_bytes "$heaviest_bytes"
[ "$wrong" -eq 0 ] || {
    echo "$wrong of $count to go: labs/lab run 08"
    exit 1
}
echo "all $count as in a run of now"
