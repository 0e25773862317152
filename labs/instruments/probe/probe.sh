# shellcheck shell=sh disable=SC2034,SC2154 # shared with who sources it
# SPDX-License-Identifier: MIT
# The probe for the shell: one server from its start to its end, its clients,
# and when it is at rest. Who sources it calls probe_begin, or sets these:
#     probe_work          a folder of this run's
#     probe_instruments   the folder of mtls-load and heapmeter
#     probe_certs         the certificates
#     probe_patience      seconds that a condition may take
# and then defines its own probe_fail, which does not return either.

server_pid=     # of the server that runs, or nothing
server_url=     # https://127.0.0.1:PORT
server_idle=    # how many sockets it has when no client is there
server_options= # more of its options, as words: of two, the later counts
server_log=err  # the file in $probe_work that takes its stderr
server_preload= # a library that is preloaded besides the meter

until_true() { # COMMAND...: looks again and again, while patience lasts
    until_within "$probe_patience" "$@"
}

until_within() { # SECONDS COMMAND...
    probe_tries=$((20 * $1))
    shift
    until "$@"; do
        [ $((probe_tries -= 1)) -gt 0 ] || return 1
        sleep 0.05 # between two looks at the condition
    done
}

# ---- A script's own run ----------------------------------------------------

at_end() { # COMMAND: when the script ends, also when somebody ends it
    # shellcheck disable=SC2064 # one that is known now
    trap "$1" EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# For a script that is one run and no more. Its errors begin with NAME. When it
# ends, its folder, the server, and the processes whose ids are in $probe_beside
# end with it.
probe_begin() { # NAME INSTRUMENTS CERTS
    probe_name=$1
    probe_instruments=$2
    probe_certs=$3
    probe_patience=600
    probe_beside=
    probe_work=$(mktemp -d)
    at_end probe_end
}

probe_end() {
    # shellcheck disable=SC2086 # ids
    [ -z "$probe_beside" ] || kill $probe_beside 2>/dev/null || :
    server_kill
    rm -rf "$probe_work"
}

probe_fail() { # TEXT...
    echo "$probe_name: $*" >&2
    exit 1
}

probe_ended() { # does not return either
    tail -n 20 "$server_err" >&2
    probe_fail 'the server has ended by itself'
}

# Of what make was told; at most nine digits.
probe_number() { # NAME VALUE [LEAST MOST]
    case $2 in
    '' | *[!0-9]* | 0* | ??????????*) ;;
    *) [ "$2" -lt "${3:-1}" ] || [ "$2" -gt "${4:-$2}" ] || return 0 ;;
    esac
    echo "$probe_name: $1='$2' is no number from ${3:-1} ${4:+to }${4:-on}" >&2
    exit 2
}

# ---- Start -----------------------------------------------------------------

server_data() { # FOLDER: for --data
    { mkdir -p "$1" && head -c 20000 /dev/zero >"$1/blob.bin"; } 2>/dev/null ||
        probe_fail "cannot write in $1: is the disk full?"
}

# Starts PROGRAM, or what is given to run it (env NAME=VALUE, valgrind, ...)
# with it, and waits until it listens. It can be asked for blob.bin, 20,000
# bytes, in $probe_work/data.
server_begin() { # PROGRAM [COMMAND...]
    probe_program=$1
    shift
    server_data "$probe_work/data"
    # shellcheck disable=SC2086 # words
    server_of "$@" "$probe_program" --port 0 --log-level error \
        --timeout 3600 --cert "$probe_certs/server.pem" \
        --key "$probe_certs/server-key.pem" --ca "$probe_certs/ca.pem" \
        --crl "$probe_certs/crl.pem" --data "$probe_work/data" $server_options
}

# Runs what says where it listens as ours do, and waits until it does. Its log,
# and a tool's words, go to $server_err.
server_of() { # COMMAND...
    server_out=$probe_work/out
    server_err=$probe_work/$server_log
    : >"$server_out"
    "$@" >"$server_out" 2>"$server_err" &
    server_pid=$!
    until_true server_listens || probe_fail 'the server does not listen'
    server_url=$(sed -n 's/^listening on //p' "$server_out")
    [ -n "$server_url" ] || {
        cat "$server_err" >&2
        probe_fail 'the server did not start'
    }
}

server_listens() { # or has ended
    server_ended || grep -q '^listening on ' "$server_out"
}

server_start() { # PROGRAM [COMMAND...]: and waits until it is at rest
    server_begin "$@"
    server_idle=
    server_read --json
    server_idle=$(server_held sockets)
}

# Runs the server with the meter: server_start PROGRAM server_metered
server_metered() { # COMMAND...
    mkdir -p "$probe_work/meter"
    probe_preload=$probe_instruments/libheapmeter.so
    exec env LD_PRELOAD="$probe_preload${server_preload:+:$server_preload}" \
        HEAPMETER_DIR="$probe_work/meter" "$@"
}

# ---- Its clients -----------------------------------------------------------

# Becomes mtls-load: who has its process id can end it.
become_client() { # CERTIFICATE OPTION...
    probe_as=$probe_certs/$1
    shift
    exec "$probe_instruments/mtls-load" --ca "$probe_certs/ca.pem" \
        --cert "$probe_as.pem" --key "$probe_as-key.pem" \
        --unexpected "$probe_certs/unexpected" --timeout "$probe_patience" "$@"
}

server_client() { # CERTIFICATE OPTION...: its status
    (become_client "$@")
}

# ---- At rest ---------------------------------------------------------------

# Waits until the server is at rest: probe/rest.h. Prints what it holds, or
# that number alone: sockets, descriptors, threads, resident_kib, and under the
# meter blocks, bytes, allocs. So many of $server_staying clients stay.
server_staying=0
# shellcheck disable=SC2120 # some leave it out
server_rest() { # [NUMBER]
    server_read ${1+--json}
    if [ $# -eq 0 ]; then
        cat "$probe_work/held"
    else
        server_held "$1"
    fi
}

# The same reading, for several numbers of it. A script that judges a server of
# somebody's own has a probe_ended of its own, and calls this one in no
# subshell.
server_read() { # [OPTION]: --json, for server_held
    "$probe_instruments/heapmeter" rest --patience "$probe_patience" \
        ${server_idle:+--sockets "$((server_idle + server_staying))"} \
        "$@" "$server_pid" >"$probe_work/held" || {
        ! server_died || probe_ended
        probe_fail 'of the server at rest there is no reading: see above'
    }
}

server_held() { # NUMBER
    sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" "$probe_work/held"
}

status_kib() { # NAME: VmRSS is what is resident, VmHWM the most that was
    sed -n "s/^$1:[^0-9]*\([0-9]*\).*/\1/p" "/proc/$server_pid/status"
}

# ---- End -------------------------------------------------------------------

server_ended() {
    ! grep -q '^State:[[:blank:]]*[^ZX[:blank:]]' \
        "/proc/$server_pid/status" 2>/dev/null
}

# When a client got no answer: who is killed closes its sockets before it is
# seen to have ended.
server_died() {
    until_within 2 server_ended
}

# SIGTERM, and waits; its status, or that of the tool which ran it. One that
# does not end while patience lasts is killed: a learner's may wait for ever.
server_stop() {
    server_status=0
    kill "$server_pid" 2>/dev/null || :
    until_true server_ended || {
        echo 'the server does not end on SIGTERM; it is killed' >&2
        kill -9 "$server_pid" 2>/dev/null || :
    }
    wait "$server_pid" || server_status=$?
    server_pid=
    return "$server_status"
}

server_kill() {
    [ -z "$server_pid" ] || kill -9 "$server_pid" 2>/dev/null || :
    server_pid=
}
