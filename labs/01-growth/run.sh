#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 01: the same traffic on three servers, and what three instruments say of
# their memory. Arguments: fixed, leaky, or names of leaks, whose servers are
# in build/variants.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/01-growth/measure.sh
. labs/01-growth/measure.sh

[ $# -gt 0 ] || set -- fixed leaky sessions
for subject; do
    growth_server "$subject"
    [ -x "$LAB_SERVER" ] || lab_fail "there is no server $subject; say" \
        "fixed, leaky or the name of a leak"
done

growth_preload
echo "each step has ended, and no client is connected; differences to the"
echo "step before: RSS in KiB, mallinfo2 and the heap meter in bytes"
for subject; do
    growth_measure "$subject"
    # shellcheck disable=SC2031 # set by labs/lab
    awk -v name="$subject" '
        BEGIN {
            text["start"] = "at the start"
            text["first"] = text["second"] = text["third"] = \
                "100 connections"
            text["crowd"] = "60 at a time, idle"
            printf "\n%-20s%10s%18s%20s\n", name, "RSS", "mallinfo2", "meter"
        }
        NR == 1 {
            printf "%-20s%8d%18d%20d\n", text[$1], $2, $3, $4
        }
        NR > 1 {
            printf "%-20s%8d %+6d%11d %+8d%10d %+8d\n", text[$1], $2,
                $2 - r, $3, $3 - i, $4, $4 - m
        }
        { r = $2; i = $3; m = $4 }' "$LAB_TMP/$subject"
done
