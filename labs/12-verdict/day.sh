# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with labs/lib.sh
# SPDX-License-Identifier: MIT
# Lab 12: the six servers, and a day of each. All are fixed/, some with a habit
# of habits.c, and each has clients of its own. Sourced by run.sh and check.sh.

verdict_servers='a b c d e f'
verdict_way=lab_measure # or lab_run_measure
verdict_staying= # the processes of clients that stay
verdict_stacks=  # 1: what has grown, by who allocated it, into LAB_TMP/grown

# Which habit a server has, which day, and what a healthy one's growth is.
verdict_choose() { # SERVER
    verdict_habit=
    verdict_what=
    case $1 in
    a) verdict_habit=visitors verdict_day=clients verdict_what=cache ;;
    b) verdict_habit=report verdict_day=clients verdict_what=pages ;;
    c) verdict_habit=refusals verdict_day=refusals ;;
    d) verdict_habit=buffers verdict_day=clients verdict_what=warm-up ;;
    e) verdict_habit=history verdict_day=clients ;;
    f) verdict_day=stayers verdict_what=clients ;;
    *) lab_fail "no server is called '$1': say one of $verdict_servers" ;;
    esac
}

# Not in LAB_TMP: a blank in its path would end it in LD_PRELOAD, and none is
# loaded from where no program may run. The loader only warns.
verdict_build() {
    mkdir -p "$LAB_BUILD/labs" ||
        lab_fail "cannot write in $LAB_BUILD: is the disk full?"
    server_preload=$LAB_BUILD/labs/12-habits.so
    # shellcheck disable=SC2046 # words
    ${CC:-cc} -std=c11 -O1 -g -fPIC -shared $(pkg-config --cflags gnutls) \
        -o "$server_preload.$$" labs/12-verdict/habits.c -pthread \
        >"$LAB_TMP/cc" 2>&1 || {
        cat "$LAB_TMP/cc" >&2
        lab_fail 'habits.c cannot be built: make deps installs what it needs'
    }
    mv "$server_preload.$$" "$server_preload" # another run may have it open
    LD_PRELOAD=$server_preload true 2>"$LAB_TMP/cc"
    [ ! -s "$LAB_TMP/cc" ] || {
        cat "$LAB_TMP/cc" >&2
        lab_fail "habits.c cannot be loaded from $LAB_BUILD: move the kit"
    }
}

# ---- Clients ---------------------------------------------------------------

verdict_end() {
    # shellcheck disable=SC2086 # ids
    [ -z "$verdict_staying" ] || kill $verdict_staying 2>/dev/null || :
    server_kill
}

verdict_stay() { # COUNT: and do not leave
    become_client sensor-1 --hold "$1" --count 0 --duration 3600 --quiet \
        "$server_url" >"$LAB_TMP/stay" 2>&1 &
    verdict_staying="$verdict_staying $!"
    server_staying=$((server_staying + $1))
    server_read
}

verdict_leave() { # all of them
    # shellcheck disable=SC2086 # ids
    kill $verdict_staying
    # shellcheck disable=SC2086
    wait $verdict_staying 2>/dev/null || : # killed
    verdict_staying=
    server_staying=0
}

verdict_reload() { # who was sent a signal runs from then on
    kill -HUP "$server_pid"
    server_read
}

# ---- A day -----------------------------------------------------------------

verdict_look() { # TEXT: a line of LAB_TMP/day: blocks, bytes, KiB, TEXT
    server_read --json
    echo "$(server_held blocks) $(server_held bytes)" \
        "$(server_held resident_kib) $1" >>"$LAB_TMP/day"
    [ -z "$verdict_stacks" ] || [ -e "$LAB_TMP/grown" ] || verdict_grown
}

# Since the call before it: the first one shows nothing. At rest a short look
# is as good as a long one. Where no stacks are taken it is what the meter says.
verdict_grown() {
    "$probe_instruments/heapmeter" stacks --growth --for 0.01 "$server_pid" \
        >"$LAB_TMP/grown" 2>&1 || : # read in run.sh
}

# Each part comes once before the first look, and then so many times, as many
# again, and twice as many.
verdict_clients() {
    lab_load 1 accepted
    verdict_look 'after its first client'
    for times in 50 50 100; do
        lab_load "$times" accepted
        verdict_look "after $times clients"
    done
}

verdict_refusals() {
    lab_load 1 refused:none
    verdict_reload
    verdict_look 'after one refused, and a reload'
    for times in 5 5 10; do
        count=0
        while [ $((count += 1)) -le "$times" ]; do
            lab_load 1 refused:none
            verdict_reload
        done
        verdict_look "after $times refused, $times reloads"
    done
}

verdict_stayers() {
    lab_load 1 accepted
    verdict_reload
    verdict_look 'after its first client, and a reload'
    for times in 2 2 4; do
        count=0
        while [ $((count += 1)) -le "$times" ]; do
            verdict_stay 1
            verdict_reload
        done
        verdict_look "after $times who stay, $times reloads"
    done
    verdict_leave
    verdict_look 'when all have left'
}

# From its start to its end. The lines are in LAB_TMP/day.
verdict_day() { # SERVER
    verdict_choose "$1"
    : >"$LAB_TMP/day"
    server_options='--threads 1' # or each thread has to be warmed
    VERDICT_HABIT=$verdict_habit
    export VERDICT_HABIT
    lab_start server_metered
    trap verdict_end EXIT
    "verdict_$verdict_day"
    [ -z "$verdict_stacks" ] || verdict_grown
    server_stop || lab_fail "server $1 ended with status $server_status"
}

# ---- Measured --------------------------------------------------------------

# Short: none here takes more than some 100 clients to come to its end, if it
# has one.
verdict_measure() { # SERVER OPTION...: of measure; its status
    verdict_choose "$1"
    shift
    VERDICT_HABIT=$verdict_habit
    export VERDICT_HABIT
    "$verdict_way" /healthz --least 24 --most 48 "$@"
}
