#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 08: what the leaks keep under plain HTTP, one-way TLS and mutual TLS.
#     run.sh                      the table
#     run.sh SERVER MODE          the meter, before and after 20 connections
#     run.sh where [MODE]         whose memory `server` keeps, by memcheck

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/08-amplify/measure.sh
. labs/08-amplify/measure.sh

row() { # COLUMN NAME TEXT
    awk -v column="$1" -v name="$2" -v text="$3" '
        $1 == name { found[$2] = $column }
        END {
            printf "  %-32s%9d%9d%9d\n", text, found["plain"],
                found["oneway"], found["mutual"]
        }' "$LAB_TMP/lines"
}

title() { # TEXT
    printf '%-34s%9s%9s%9s\n' "$1" plain oneway mutual
}

amplify_known "$@"
amplify_build
case ${1-} in
'')
    amplify_all
    title 'bytes kept for each connection'
    for name in $amplify_good; do
        row 3 "$name" "$name"
    done
    row 3 peer 'peer, an expired certificate'
    title 'bytes held while it is open'
    row 3 held fixed
    title 'allocations for each connection'
    row 4 fixed fixed
    row 4 leaky leaky
    ;;
where)
    amplify_where "${2:-mutual}"
    ;;
*)
    amplify_choose "$1" "${2:-mutual}"
    lab_start server_metered
    amplify_warm "$1" "${2:-mutual}"
    server_rest >"$LAB_TMP/before"
    amplify_ask "$1" 20
    server_rest >"$LAB_TMP/after"
    grep -h '^live' "$LAB_TMP/before" "$LAB_TMP/after"
    server_stop || lab_fail 'the server did not end well'
    ;;
esac
