#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 06: one listeners.c over both bodies of requests.c. Over the mended one
# memcheck looks at three requests, one of which is aborted; over the leaky
# one likewise, and then the time of requests is taken as the server ages.

# shellcheck disable=SC1091,SC2034,SC2154 # shared with lib.sh
set -eu
. labs/lib.sh
lab_no_words "$@"

# Calls are not chased, freed memory is kept out of use: see README.md.
memcheck='valgrind --command-line-only=yes --fair-sched=try -q
    --leak-check=full --show-leak-kinds=all --num-callers=3
    --vex-guest-chase=no --freelist-vol=500000000'
server_options='--threads 1'

step() { # as lab_load; if the server fails it, what it left behind
    (lab_load "$@") || {
        cat "$LAB_TMP/memcheck" "$LAB_TMP/log"
        exit 1
    }
}

three() { # requests under memcheck, on three connections
    # shellcheck disable=SC2086 # words
    lab_start $memcheck --log-file="$LAB_TMP/memcheck"
    step 1 readings
    step 1 vanish:post
    step 1 readings
    server_rest >"$LAB_TMP/rest"
    server_stop || :
    cat "$LAB_TMP/memcheck"
}

# The learner's module over the leaky requests.c; the leaky one if there is
# none. A copy: so that it is compiled when it is another, whatever its date.
over_leaky_requests() {
    module=$LAB_WORK/listeners.c
    [ -f "$module" ] || module=leaky/listeners.c
    into=$LAB_BUILD/labs/06-over-requests
    mkdir -p "$into/copy"
    cmp -s "$module" "$into/copy/listeners.c" ||
        cp "$module" "$into/copy/listeners.c"
    make -s -C fixed BUILD="$into" \
        OVERLAY="$into/copy/listeners.c $PWD/leaky/requests.c" >&2 ||
        lab_fail "$module does not compile over leaky/requests.c"
    LAB_SERVER=$into/mtls-server
}

processor() { # so far, in hundredths of a second: the kernel's ticks
    sed 's/.*) //' "/proc/$server_pid/stat" | cut -d ' ' -f 12,13 | {
        read -r user system
        echo $((user + system))
    }
}

echo "# listeners.c over the mended requests.c, under memcheck:"
echo "# three requests; complete, aborted, complete"
server_options='--threads 1 --log-level info'
three
grep ' audit ' "$LAB_TMP/log" || :
server_options='--threads 1'
echo
echo "# listeners.c over the leaky requests.c, under memcheck: the same three"
over_leaky_requests
three
echo
: >"$LAB_TMP/memcheck" # from here on nobody looks
echo "# and without a tool: four times 4,000 requests"
lab_start
for times in 1 2 3 4; do
    before=$(processor)
    step 4000 readings --handshake keep-alive
    echo "$times: $(($(processor) - before))0 ms of CPU"
done
server_stop || :
