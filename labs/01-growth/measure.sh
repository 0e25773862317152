# shellcheck shell=sh disable=SC2030,SC2031,SC2154 # as of labs/lib.sh
# SPDX-License-Identifier: MIT
# The experiment of lab 01, for its run.sh and check.sh: a server's memory by
# three instruments, at rest after each step of the same traffic.

growth_steps='start first second crowd third'

growth_do() { # STEP
    case $1 in
    start) ;;
    crowd) lab_load 1 accepted --hold 60 ;;
    *) lab_load 100 accepted --concurrency 4 ;;
    esac
}

# ---- mallinfo2 -----------------------------------------------------------

# The tests' preload, which writes a line at each SIGUSR2.
# Not in LAB_TMP: a blank in its path would end it in LD_PRELOAD.
growth_preload() {
    growth_preloaded=$LAB_BUILD/labs/01-mallinfo.so
    { mkdir -p "$LAB_BUILD/labs" &&
        cc -shared -fPIC -o "$growth_preloaded.$$" tests/matrix/mallinfo.c &&
        mv "$growth_preloaded.$$" "$growth_preloaded"; } ||
        lab_fail 'tests/matrix/mallinfo.c does not compile'
}

growth_answered() {
    [ "$(grep -c . "$LAB_TMP/mallinfo")" -gt "$growth_lines" ]
}

growth_mallinfo() {
    growth_lines=$(grep -c . "$LAB_TMP/mallinfo" || :)
    kill -USR2 "$server_pid"
    until_true growth_answered || lab_fail 'mallinfo2 gave no answer'
    tail -n 1 "$LAB_TMP/mallinfo"
}

# ---- One server ----------------------------------------------------------

growth_server() { # fixed, leaky or the name of a leak
    LAB_SERVER=$LAB_BUILD/$1/mtls-server
    [ -x "$LAB_SERVER" ] || LAB_SERVER=$LAB_BUILD/variants/$1/mtls-server
}

growth_native() { # SUBJECT: RSS in KiB, bytes in use by mallinfo2
    : >"$LAB_TMP/mallinfo"
    lab_start env MALLINFO_FILE="$LAB_TMP/mallinfo" \
        LD_PRELOAD="$growth_preloaded"
    for step in $growth_steps; do
        growth_do "$step"
        rss=$(server_rest resident_kib)
        echo "$step $rss $(growth_mallinfo)" >>"$LAB_TMP/lines"
    done
    server_stop || lab_fail "the $1 server did not end well"
}

growth_metered() { # SUBJECT: live bytes by the heap meter
    lab_start server_metered
    for step in $growth_steps; do
        growth_do "$step"
        server_rest bytes >>"$LAB_TMP/lines"
    done
    server_stop || lab_fail "the $1 server did not end well"
}

# Leaves in LAB_TMP/SUBJECT a line a step: its name and the three numbers. Two
# processes, at the same time: mallinfo2 would count the meter's own headers,
# and RSS its pages.
growth_measure() { # SUBJECT
    growth_server "$1"
    growth_folder=$LAB_TMP/of-$1
    rm -rf "$growth_folder"
    mkdir -p "$growth_folder/native" "$growth_folder/metered"
    [ ! -t 2 ] || echo "lab: measures the server $1" >&2
    (LAB_TMP=$growth_folder/metered && growth_metered "$1") &
    growth_other=$!
    (LAB_TMP=$growth_folder/native && growth_native "$1") || exit 2
    wait "$growth_other" || exit 2
    paste -d ' ' "$growth_folder/native/lines" \
        "$growth_folder/metered/lines" >"$LAB_TMP/$1"
}
