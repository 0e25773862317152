# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with cell.sh
# SPDX-License-Identifier: MIT
# One server from its start to its end, for cell.sh, which sets:
#     $binary  $work  $certs  $data  $instruments  $length
# What it takes is added up in $spent: start, load and stop, in hundredths of a
# second; not the waiting for rest, which would make all tools look alike.

server=
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

until_true() { # COMMAND...: looks again and again, for ten minutes
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 12000 ] || return 1
        sleep 0.05 # between two looks at the condition
    done
}

may_trace() { # else vgdb and LeakSanitizer do not work
    "$instruments/traces" 2>>"$work/traces" || outcome='missing ptrace'
    [ -z "$outcome" ]
}

listens() {
    kill -0 "$server" 2>/dev/null || fail 'the server did not start'
    grep -q '^listening on ' "$work/out"
}

# One thread: what GnuTLS keeps for each is there after the warm-up.
session_start() { # [COMMAND...]: what runs the server; env NAME=VALUE, too
    : >"$work/out"
    clock_on
    "$@" "$binary" --threads 1 --port 0 --log-level error --timeout 3600 \
        --cert "$certs/server.pem" --key "$certs/server-key.pem" \
        --ca "$certs/ca.pem" --crl "$certs/crl.pem" --data "$data" \
        >"$work/out" 2>"$work/err" &
    server=$!
    until_true listens || fail 'the server does not listen'
    clock_off
    url=$(sed -n 's/^listening on //p' "$work/out")
    idle=$(sockets)
}

session_load() { # TIMES: as many steps of each kind
    clock_on
    for kind in accepted readings firmware refused:wrong-ca; do
        "$instruments/mtls-load" --ca "$certs/ca.pem" \
            --cert "$certs/operator.pem" --key "$certs/operator-key.pem" \
            --unexpected "$certs/unexpected" --seed 1 --concurrency 1 \
            --timeout 600 --quiet --mix "$kind=1" --count "$1" "$url" \
            2>>"$work/load" || fail "a step of $kind failed"
    done
    clock_off
}

session_stop() {
    clock_on
    kill "$server"
    wait "$server" || status=$? # a tool's own, if it found something
    server=
    clock_off
}

# ---- At rest ---------------------------------------------------------------

sockets() {
    find "/proc/$server/fd" -lname 'socket:*' 2>/dev/null | grep -c . || :
}

# Nor does any thread wait for the processor: it would go on.
all_closed() {
    [ "$(sockets)" -eq "$idle" ] &&
        ! sed 's/.*) \(.\).*/\1/' "/proc/$server/task"/*/stat 2>/dev/null |
        grep -qv S
}

steady() { # COMMAND...: until it prints the same three times
    last=$before
    before=$found
    found=$("$@")
    [ -n "$found" ] && [ "$found" = "$before" ] && [ "$found" = "$last" ]
}

# No client's socket is open, and the number stands still. Prints it.
at_rest() { # COMMAND...: prints a number
    until_true all_closed || fail 'connections stay open'
    before=
    found=
    until_true steady "$@" || fail 'comes not to rest'
    echo "$found"
}

# Three lengths: a warm-up, as much again, and twice as much. Leaves in $grew
# by how much the number grew in the second and in the third.
session_growth() { # COMMAND...: prints a number
    session_load "$length"
    first=$(at_rest "$@") || exit 1
    session_load "$length"
    second=$(at_rest "$@") || exit 1
    session_load $((2 * length))
    third=$(at_rest "$@") || exit 1
    grew="$((second - first)) $((third - second))"
}

# The same steps for a tool that speaks at the end.
session_whole() {
    session_load "$length"
    session_load "$length"
    session_load $((2 * length))
}
