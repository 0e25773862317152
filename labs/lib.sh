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

# shellcheck source=labs/files.sh
. labs/files.sh

lab_fail() { # TEXT...: this is not the learner's doing
    echo "lab: $*" >&2
    exit 2
}

lab_needs() { # PROGRAM...: without them a run would show what is not so
    for lab_tool; do
        command -v "$lab_tool" >/dev/null ||
            lab_fail "there is no $lab_tool: make deps installs it"
    done
}

lab_program() { # FILE: whether it is there; what is there can be run
    lab_fault=$(program_fault "$1")
    [ -z "$lab_fault" ] || lab_fail "$1 $lab_fault"
    [ -f "$1" ]
}

machine_ready || exit 2

probe_work=$LAB_TMP
probe_instruments=$LAB_BUILD/instruments
probe_certs=$LAB_CERTS
lab_program "$probe_instruments/mtls-load" || : # as all that is built
probe_patience=60
# shellcheck source=labs/instruments/probe/probe.sh
. labs/instruments/probe/probe.sh
server_log=log
probe_fail() { # TEXT...
    lab_fail "$@"
}

lab_file() { # FILE: the learner's, if it can be read
    lab_fault=$(file_fault "$1")
    case $lab_fault in
    '') ;;
    'is not there') lab_fail "$1 $lab_fault;" \
        "labs/lab start ${LAB_WORK##*/} makes one" ;;
    *) lab_fail "$1 $lab_fault;" \
        "labs/lab reset ${LAB_WORK##*/} puts the original there" ;;
    esac
}

# The same of a text: to stdout, without the mark that some editors put before
# it.
lab_text() { # FILE
    lab_file "$1"
    # shellcheck disable=SC2094 # both only read
    tr -d '\0' <"$1" | cmp -s - "$1" ||
        lab_fail "$1 is UTF-16, or no text: save it as UTF-8"
    LC_ALL=C sed "1s/^$(printf '\357\273\277')//" "$1"
}

# ---- The server ------------------------------------------------------------

# Starts LAB_SERVER, or what is given to run it (env NAME=VALUE, valgrind,
# server_metered, ...) with it: probe.sh. Its log goes to LAB_TMP/log.
lab_start() { # [COMMAND...]
    lab_program "$LAB_SERVER" || lab_fail "there is no program $LAB_SERVER"
    [ $# -eq 0 ] || lab_needs "$1"
    probe_work=$LAB_TMP # of a subshell's own, where two servers run
    at_end server_kill
    server_start "$LAB_SERVER" "$@"
}

# A verdict of measure on LAB_SERVER, which is asked for PATH: its status.
lab_measure() { # PATH OPTION...: of measure
    lab_path=$1
    shift
    server_data "$LAB_TMP/data"
    env ${server_preload:+LD_PRELOAD="$server_preload"} \
        "$probe_instruments/measure" --url "https://127.0.0.1:0$lab_path" \
        --cert "$LAB_CERTS/sensor-1.pem" --key "$LAB_CERTS/sensor-1-key.pem" \
        --ca "$LAB_CERTS/ca.pem" "$@" -- "$LAB_SERVER" --port 0 --threads 1 \
        --log-level error --timeout 3600 --cert "$LAB_CERTS/server.pem" \
        --key "$LAB_CERTS/server-key.pem" --ca "$LAB_CERTS/ca.pem" \
        --crl "$LAB_CERTS/crl.pem" --data "$LAB_TMP/data"
}

# The same for a run.sh. Its progress is for people alone: what it waits for is
# another each time.
lab_run_measure() { # PATH OPTION...
    exec 3>"$LAB_TMP/said"
    [ ! -t 2 ] || exec 3>&2
    lab_measured=0
    lab_measure "$@" 2>&3 || lab_measured=$?
    [ "$lab_measured" -lt 2 ] || cat "$LAB_TMP/said" >&2
    return "$lab_measured"
}

# Before lab_ask: without it, vgdb gets no answer.
lab_needs_ptrace() {
    lab_needs valgrind vgdb
    "$probe_instruments/traces" 2>"$LAB_TMP/traces" ||
        lab_fail "$(cat "$LAB_TMP/traces")"
}

# Asks the server's valgrind, while it runs: a command of its gdbserver. The
# server was started with --vgdb-prefix="$LAB_TMP/vgdb".
lab_ask() { # WORD...: the answer to stdout
    lab_status=0
    timeout "$probe_patience" vgdb --vgdb-prefix="$LAB_TMP/vgdb" \
        --pid="$server_pid" "$@" </dev/null 2>"$LAB_TMP/vgdb.err" ||
        lab_status=$?
    [ "$lab_status" -ne 124 ] ||
        lab_fail "vgdb got no answer in $probe_patience seconds"
    [ "$lab_status" -eq 0 ] || {
        cat "$LAB_TMP/vgdb.err" >&2
        lab_fail 'vgdb got no answer'
    }
}

# ---- Its clients -----------------------------------------------------------

lab_client() { # OPTION...: of mtls-load, its words to LAB_TMP/load
    server_client sensor-1 --concurrency 1 --quiet "$@" 2>"$LAB_TMP/load"
}

# As many steps of a kind, one after the other; kinds are those of mtls-load.
lab_load() { # COUNT KIND [OPTION...]
    lab_count=$1
    lab_kind=$2
    shift 2
    lab_client --mix "$lab_kind=1" --count "$lab_count" "$@" "$server_url" || {
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
