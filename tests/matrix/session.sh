# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with cell.sh
# SPDX-License-Identifier: MIT
# One server from its start to its end, for cell.sh, which sets:
#     $binary  $work  $certs  $instruments  $length
# What it takes is added up in $spent: start, load and stop, in hundredths of a
# second; not the waiting for rest, which would make all tools look alike.

probe_work=$work
probe_instruments=$instruments
probe_certs=$certs
probe_patience=600
# shellcheck source=labs/instruments/probe/probe.sh
. ../labs/instruments/probe/probe.sh
probe_fail() { # TEXT...
    fail "$@"
}

spent=0
since=0

now() { # hundredths of a second
    read -r up _ </proc/uptime
    echo "${up%.*}${up#*.}"
}

clock_on() {
    since=$(now)
}

clock_off() {
    spent=$((spent + $(now) - since))
}

fail() {
    echo "matrix: $tool, $subject: $*; see $work" >&2
    exit 1
}

may_trace() { # else vgdb and LeakSanitizer do not work
    "$instruments/traces" 2>>"$work/traces" || outcome='missing ptrace'
    [ -z "$outcome" ]
}

# One thread: what GnuTLS keeps for each is there after the warm-up.
server_options='--threads 1'
session_begin() { # [COMMAND...]: what runs the server; env NAME=VALUE, too
    clock_on
    server_begin "$binary" "$@"
    clock_off
}

session_start() { # [COMMAND...]: a server that is read while it runs
    session_begin "$@"
    server_idle=
    server_idle=$(server_rest sockets)
}

session_load() { # TIMES: as many steps of each kind
    clock_on
    for kind in accepted readings firmware refused:wrong-ca; do
        server_client operator --seed 1 --concurrency 1 --quiet \
            --mix "$kind=1" --count "$1" "$server_url" 2>>"$work/load" ||
            fail "a step of $kind failed"
    done
    clock_off
}

session_stop() {
    clock_on
    kill "$server_pid"
    wait "$server_pid" || status=$? # a tool's own, if it found something
    server_pid=
    clock_off
}

# What COMMAND prints of a server at rest.
at_rest() { # COMMAND...: prints a number
    server_rest >"$work/rest"
    "$@"
}

# A warm-up of four lengths, in which all 64 threads of leaky/server.c get
# their memory; then one, and two. Leaves in $grew by how much the number grew
# in the one and in the two.
session_growth() { # COMMAND...: prints a number
    session_load $((4 * length))
    first=$(at_rest "$@") || exit 1
    session_load "$length"
    second=$(at_rest "$@") || exit 1
    session_load $((2 * length))
    third=$(at_rest "$@") || exit 1
    grew="$((second - first)) $((third - second))"
}

# The same steps for a tool that speaks at the end, from the start to the stop.
# Nobody reads the server while it runs, so nobody waits for its rest. Under
# heaptrack there is none: a thread of its own wakes every 10 milliseconds.
session_whole() { # [COMMAND...]: what runs the server
    session_begin "$@"
    session_load "$length"
    session_load "$length"
    session_load $((2 * length))
    session_stop
}
