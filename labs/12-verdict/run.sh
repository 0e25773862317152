#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 12: six servers, and what they hold.
#     run.sh                        each in the morning and in the evening
#     run.sh SERVER                 the day of one
#     run.sh SERVER OPTION...       measure on that one, with these options

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/12-verdict/day.sh
. labs/12-verdict/day.sh

# In the evening those who stay have not left yet.
all() {
    printf '%-8s%28s%22s\n' server 'live heap, bytes' 'resident, KiB'
    for each in $verdict_servers; do
        [ ! -t 2 ] || echo "a day of server $each" >&2
        verdict_day "$each"
        grep -v 'all have left' "$LAB_TMP/day" | awk -v server="$each" '
            NR == 1 { bytes = $2; resident = $3 }
            END {
                printf "%-8s%14d%14d%11d%11d\n", server, bytes, $2,
                    resident, $3
            }'
    done
}

# A line for each function; or what the meter says: nothing, or why not.
grown() {
    echo 'what is there at the end, and was not at the first line:'
    sed -n 's/^+\(.*\)/    \1/p' "$LAB_TMP/grown" | sed 's/ (.*//; s/+//' \
        >"$LAB_TMP/rows"
    if [ -s "$LAB_TMP/rows" ]; then
        cat "$LAB_TMP/rows"
    else
        sed 's/.* holds nothing more .*/nothing/; s/^/    /' "$LAB_TMP/grown"
    fi
}

verdict_build
case $# in
0) all ;;
1)
    verdict_stacks=1
    HEAPMETER_STACKS=1 HEAPMETER_DIR=$LAB_TMP/meter
    export HEAPMETER_STACKS HEAPMETER_DIR
    verdict_day "$1"
    awk '{
        numbers = sprintf("%7d blocks%10d bytes%8d KiB resident", $1, $2, $3)
        $1 = $2 = $3 = ""
        printf "%-36s%s\n", substr($0, 4), numbers
    }' "$LAB_TMP/day"
    grown
    ;;
*)
    verdict_way=lab_run_measure
    verdict_measure "$@"
    ;;
esac
