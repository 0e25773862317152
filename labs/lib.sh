# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# What the labs' scripts share: a server from its start to its end, and its
# clients. Sourced by run.sh and check.sh of a lab, which labs/lab runs in the
# kit's top folder, with these set:
#     LAB_BUILD   where builds are         LAB_CERTS  the certificates
#     LAB_WORK    the learner's folder     LAB_TMP    a folder of this run's,
#     LAB_SERVER  the program to look at              removed at its end
# Whatever is started here ends with the script, however that ends.

# A home of its own: nobody's .curlrc or .valgrindrc speaks here. (An empty
# .curlrc, or curl would look for the one of the password file's home.)
HOME=$LAB_TMP/home
export HOME
mkdir -p "$HOME" && : >"$HOME/.curlrc"

lab_instruments=$LAB_BUILD/instruments
lab_pid=  # of the server that runs, or nothing
lab_url=  # https://127.0.0.1:PORT
lab_idle= # how many sockets it has when no client is there

# shellcheck source=labs/files.sh
. labs/files.sh

lab_fail() { # TEXT...: this is not the learner's doing
    echo "lab: $*" >&2
    exit 2
}

files_room || exit 2

lab_file() { # FILE: the learner's, if it can be read
    lab_fault=$(file_fault "$1")
    [ -z "$lab_fault" ] ||
        lab_fail "$1 $lab_fault; labs/lab start ${LAB_WORK##*/} makes one"
}

lab_until() { # COMMAND...: looks again and again, for a minute at most
    lab_tries=0
    until "$@"; do
        lab_tries=$((lab_tries + 1))
        [ "$lab_tries" -lt 1200 ] || return 1
        sleep 0.05 # between two looks at the condition
    done
}

lab_listens() {
    kill -0 "$lab_pid" 2>/dev/null || return 0
    grep -q '^listening on ' "$LAB_TMP/out"
}

# ---- The server ------------------------------------------------------------

# Starts LAB_SERVER, or what is given to run it (env NAME=VALUE, valgrind, ...)
# with it. lab_options are more options of the server. Its stdout goes to
# LAB_TMP/out, its log and a tool's words to LAB_TMP/log. It can be asked for
# blob.bin, 20,000 bytes, in LAB_TMP/data.
lab_options=
lab_start() { # [COMMAND...]
    [ -x "$LAB_SERVER" ] || lab_fail "there is no program $LAB_SERVER"
    mkdir -p "$LAB_TMP/data"
    head -c 20000 /dev/zero >"$LAB_TMP/data/blob.bin"
    : >"$LAB_TMP/out"
    # shellcheck disable=SC2086 # lab_options are words
    "$@" "$LAB_SERVER" --port 0 --log-level error --timeout 120 \
        --cert "$LAB_CERTS/server.pem" --key "$LAB_CERTS/server-key.pem" \
        --ca "$LAB_CERTS/ca.pem" --crl "$LAB_CERTS/crl.pem" \
        --data "$LAB_TMP/data" $lab_options \
        >"$LAB_TMP/out" 2>"$LAB_TMP/log" &
    lab_pid=$!
    trap lab_kill EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    lab_until lab_listens || lab_fail 'the server does not listen'
    lab_url=$(sed -n 's/^listening on //p' "$LAB_TMP/out")
    [ -n "$lab_url" ] || {
        cat "$LAB_TMP/log" >&2
        lab_fail 'the server did not start'
    }
    lab_idle=$(lab_sockets)
}

lab_ended() {
    ! grep -q '^State:[[:blank:]]*[^ZX[:blank:]]' \
        "/proc/$lab_pid/status" 2>/dev/null
}

# SIGTERM, and waits; its status, or that of the tool which ran it. One that
# does not end in a minute is killed: a learner's may wait for ever.
lab_stop() {
    lab_status=0
    kill "$lab_pid" 2>/dev/null || :
    lab_until lab_ended || {
        echo 'lab: the server does not end on SIGTERM; it is killed' >&2
        kill -9 "$lab_pid" 2>/dev/null || :
    }
    wait "$lab_pid" || lab_status=$?
    lab_pid=
    return "$lab_status"
}

lab_kill() {
    [ -z "$lab_pid" ] || kill -9 "$lab_pid" 2>/dev/null || :
    lab_pid=
}

# Before vgdb is called: without it, that would wait for ever.
lab_needs_ptrace() {
    "$lab_instruments/traces" 2>"$LAB_TMP/traces" ||
        lab_fail "$(cat "$LAB_TMP/traces")"
}

# ---- Its clients -----------------------------------------------------------

lab_client() { # OPTION...: of mtls-load, its words to LAB_TMP/load
    "$lab_instruments/mtls-load" --ca "$LAB_CERTS/ca.pem" \
        --cert "$LAB_CERTS/sensor-1.pem" \
        --key "$LAB_CERTS/sensor-1-key.pem" \
        --unexpected "$LAB_CERTS/unexpected" --concurrency 1 --timeout 60 \
        --quiet "$@" 2>"$LAB_TMP/load"
}

# As many steps of a kind, one after the other; kinds are those of mtls-load.
lab_load() { # COUNT KIND [OPTION...]
    lab_count=$1
    lab_kind=$2
    shift 2
    lab_client --mix "$lab_kind=1" --count "$lab_count" "$@" "$lab_url" || {
        cat "$LAB_TMP/load" >&2
        lab_fail "a step of $lab_kind did not end as it should"
    }
}

# ---- The caller's words ----------------------------------------------------

# Before any tool runs: one that saw no client would praise the module.
lab_known_step() { # WORD: without a step, no server is asked
    lab_client --mix "$1=1" --count 0 https://127.0.0.1:1 ||
        lab_fail "$(sed 's/^mtls-load: --mix //' "$LAB_TMP/load")"
}

lab_number() { # WORD
    case $1 in
    [1-9] | [1-9][0-9] | [1-9][0-9][0-9]) ;;
    *) lab_fail "'$1' is no number of clients: say 1 to 999" ;;
    esac
}

lab_no_words() { # WORD...: of a run.sh that takes no more
    [ $# -eq 0 ] || lab_fail "run takes no such words here: $*"
}

# ---- At rest ---------------------------------------------------------------

lab_sockets() {
    find "/proc/$lab_pid/fd" -lname 'socket:*' 2>/dev/null | grep -c . || :
}

lab_no_clients() {
    [ "$(lab_sockets)" -le "$lab_idle" ]
}

lab_steady() { # COMMAND...: until it prints the same three times
    lab_last=$lab_before
    lab_before=$lab_found
    lab_found=$("$@") || return 1
    [ -n "$lab_found" ] && [ "$lab_found" = "$lab_before" ] &&
        [ "$lab_found" = "$lab_last" ]
}

# No client's socket is open, and what COMMAND prints stands still. Prints it.
lab_rest() { # COMMAND...
    lab_until lab_no_clients || lab_fail 'connections stay open'
    lab_before=
    lab_found=
    lab_until lab_steady "$@" || lab_fail 'the server comes not to rest'
    echo "$lab_found"
}

# Runs the server with the meter: lab_start lab_metered; then lab_live.
lab_metered() { # COMMAND...
    mkdir -p "$LAB_TMP/meter"
    exec env LD_PRELOAD="$lab_instruments/libheapmeter.so" \
        HEAPMETER_DIR="$LAB_TMP/meter" "$@"
}

lab_live() { # the meter's line: live blocks and bytes
    "$lab_instruments/heapmeter" read --dir "$LAB_TMP/meter" "$lab_pid"
}

lab_bytes() { # live bytes
    lab_json "$("$lab_instruments/heapmeter" read --json \
        --dir "$LAB_TMP/meter" "$lab_pid")" bytes
}

lab_json() { # TEXT NAME: a number of a flat object
    printf '%s\n' "$1" | tr '{},' '\n' |
        sed -n "s/^ *\"$2\" *: *//p" | head -n 1
}

lab_resident() { # KiB
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$lab_pid/status"
}

lab_descriptors() {
    find "/proc/$lab_pid/fd" -mindepth 1 2>/dev/null | grep -c . || :
}
