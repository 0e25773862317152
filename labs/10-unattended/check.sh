#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 10: promtool judges the learner's alert.yml, by the series of its test
# file and by those of further hosts. Exit 0 solved, 1 not yet, 2 could not
# judge.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh

rules=${1:-$LAB_WORK/alert.yml}
lab_file "$rules"
command -v promtool >/dev/null || lab_fail \
    'there is no promtool: apt-get install --no-install-recommends prometheus'

# ---- It is a rule file, with both alerts -----------------------------------

cp "$rules" "$LAB_TMP/alert.yml"
promtool check rules "$LAB_TMP/alert.yml" >"$LAB_TMP/said" 2>&1 || {
    cat "$LAB_TMP/said"
    exit 1
}
for alert in LiveObjectsGrow ResidentMemoryGrows; do
    # As a key of a list, or within one; a comment or a CR may stand behind it.
    grep -q "^[- ]*alert: *[\"']*${alert}[\"']*[[:space:]]*\(#.*\)*\$" \
        "$LAB_TMP/alert.yml" || {
        echo "there is no alert $alert in $rules"
        exit 1
    }
done

# ---- The two servers' series -----------------------------------------------

cp labs/10-unattended/start/alert_test.yml "$LAB_TMP"
promtool test rules "$LAB_TMP/alert_test.yml" >"$LAB_TMP/said" 2>&1 || {
    echo 'the two servers of alert_test.yml:'
    sed -n '/FAILED/,$p' "$LAB_TMP/said" | grep .
    exit 1
}

# ---- Further hosts ---------------------------------------------------------

awk -v rules="$LAB_TMP/alert.yml" -f labs/10-unattended/series.awk \
    >"$LAB_TMP/hosts.yml"
if promtool test rules "$LAB_TMP/hosts.yml" >"$LAB_TMP/said" 2>&1; then
    echo 'both alerts fire for what leaks, on 11 more hosts, and for no other'
    exit 0
fi
sed -n 's/\\//g; s/^ *expr: //p; s/^ *got:/got:/p' "$LAB_TMP/said" |
    awk '
    BEGIN {
        what[1] = "healthy, with noise"
        what[2] = "healthy, thousands of objects"
        what[3] = "healthy, warms up for 20 minutes"
        what[4] = "healthy, a cache that fills and empties every 20 minutes"
        what[5] = "healthy, restarted every 2 hours"
        what[6] = "leaks 60 objects a minute"
        what[7] = "leaks 1 object in 2 minutes, with noise"
        what[8] = "leaks, and is restarted every 4 hours"
        what[9] = "leaked for 4 hours, then was mended and restarted"
        what[10] = "a module leaks 1 object in 5 minutes, memory is flat"
        what[11] = "memory grows, no object does"
    }
    match($0, /host[0-9]+/) {
        host = substr($0, RSTART + 4, RLENGTH - 4)
        alert = /LiveObjectsGrow/ ? "LiveObjectsGrow" : "ResidentMemoryGrows"
        must = !/max_over_time/ && !/"count\(ALERTS/
        printf "host %d (%s): %s %s\n", host, what[host], alert,
            must ? "does not fire as it should" : "fires"
        found++
    }
    END { exit !found }' >"$LAB_TMP/wrong" || {
    cat "$LAB_TMP/said" >&2
    lab_fail 'promtool could not judge'
}
sort -u "$LAB_TMP/wrong" | sort -k 2n
exit 1
