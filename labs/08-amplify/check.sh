#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 08: compares the answers with a run of now; a number may be off by a
# tenth. Exit 0 solved, 1 not yet, 2 could not judge.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/answers.sh
. labs/answers.sh
# shellcheck source=labs/08-amplify/measure.sh
. labs/08-amplify/measure.sh

# ---- The run ---------------------------------------------------------------

found() { # NAME MODE [COLUMN]
    awk -v name="$1" -v mode="$2" -v column="${3:-3}" \
        '$1 == name && $2 == mode { print $column }' "$LAB_TMP/lines"
}

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

answer_words more_by_tls "$more"
answer_words only_by_mutual "$only"
answer_words the_same "$same"
answer_number ratio_kept \
    "$(ratio "$(found leaky mutual)" "$(found leaky plain)")" 10
answer_number certificate_kept \
    $(($(found leaky mutual) - $(found leaky oneway))) 10
answer_number session_held $(($(found held oneway) - $(found held plain))) 10
answer_number certificate_held \
    $(($(found held mutual) - $(found held oneway))) 10
answer_number ratio_allocations \
    "$(ratio "$(found fixed mutual 4)" "$(found fixed plain 4)")" 10
answer_words heaviest "$heaviest"
answer_number heaviest_bytes "$heaviest_bytes" 10
answers_end 'labs/lab run 08 shows the numbers'
