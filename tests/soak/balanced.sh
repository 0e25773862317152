#!/bin/sh
# SPDX-License-Identifier: MIT
# Two instances of fixed/ behind HAProxy, each restarted twice under load:
#     balanced.sh SERVER INSTRUMENTS CERTS RESULT RATE SECONDS
# HAProxy runs as fixed/README.md says, by the configuration that stands there.
# A new connection for each request, RATE of them a second; some are downloads
# of 40 MB, so that one is under way when an instance ends. That one ends on
# SIGTERM, starts again, and has resumed a session before the other one ends.
# No request may fail, and each client may shake hands in full but once. The
# counts go to RESULT.

set -eu
program=$1
result=$4
rate=$5
seconds=$6
here=$(dirname "$0")
readme=$here/../../fixed/README.md
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../../labs/instruments/probe/probe.sh"
probe_begin balanced "$2" "$3"
probe_number RATE "$rate" 1 1000
probe_number SECONDS "$seconds" 20 3600
counted=balanced
# shellcheck source=tests/count.sh
. "$here/../count.sh"
command -v haproxy >/dev/null ||
    probe_fail 'needs haproxy: apt-get install haproxy'
clients=16

# ---- HAProxy, and two instances ----------------------------------------------

# HAProxy has to be told of ports: some from below those that the kernel picks.
port=$((20000 + $$ % 8000))
sed -n '/^    # haproxy.cfg$/,/^$/ s/^    //p' "$readme" | sed "
    s/ :443\$/ 127.0.0.1:$port/
    s/8443/$((port + 1))/; s/8444/$((port + 2))/
    s/9443/$((port + 3))/; s/9444/$((port + 4))/" >"$probe_work/haproxy.cfg"
mkdir "$probe_work/data"
head -c 40000000 /dev/zero >"$probe_work/data/blob.bin" # takes its time
(umask 077 && head -c 64 /dev/urandom >"$probe_work/ticket.key")

beside() { # NAME COMMAND...: in the background; its words in a file of its own
    beside=$1
    shift
    "$@" >"$probe_work/$beside.out" 2>"$probe_work/$beside.err" &
    probe_beside="$probe_beside $!"
}

instance() { # NUMBER: its process id is in $probe_work/NUMBER.pid
    : >"$probe_work/$1.out"
    beside "$1" "$program" --port $((port + $1)) \
        --status-port $((port + 2 + $1)) --log-level error \
        --ticket-key "$probe_work/ticket.key" \
        --cert "$probe_certs/server.pem" \
        --key "$probe_certs/server-key.pem" --ca "$probe_certs/ca.pem" \
        --crl "$probe_certs/crl.pem" --data "$probe_work/data"
    echo $! >"$probe_work/$1.pid"
    until_true is_ready "$1" || probe_fail "instance $1 is not ready"
}

status() { # NUMBER PATH: of the status port
    curl -q --noproxy '*' -fsS "http://127.0.0.1:$((port + 2 + $1))$2" \
        2>/dev/null
}

is_ready() { # NUMBER
    server_pid=$(cat "$probe_work/$1.pid")
    ! server_ended || {
        cat "$probe_work/$1.err" >&2
        probe_fail "instance $1 has ended"
    }
    status "$1" /readyz >/dev/null
}

has_resumed() { # NUMBER: a session; or the load is over
    ! kill -0 "$load" 2>/dev/null || status "$1" /metrics |
        grep -q '^mtls_handshakes_total{.*"resumed".*} [1-9]'
}

# ---- Restarted, one after the other ------------------------------------------

instance 1
instance 2
server_pid=
beside haproxy haproxy -db -f "$probe_work/haproxy.cfg"
haproxy=$!
echo "balanced: two instances behind HAProxy $(haproxy -v |
    sed -n '1s/.*version \([0-9.]*\).*/\1/p'), $rate requests a second," \
    "for $seconds seconds" >&2
server_url=https://127.0.0.1:$port
is_answered() { # or HAProxy has ended
    ! kill -0 "$haproxy" 2>/dev/null ||
        server_client operator --mix healthz --count 1 --quiet "$server_url" \
            2>/dev/null
}
{ until_true is_answered && kill -0 "$haproxy" 2>/dev/null; } || {
    cat "$probe_work/haproxy.err" >&2
    probe_fail 'nobody answers behind HAProxy; is its port taken? Once more'
}

beside load become_client operator --mix healthz=20,post=20,firmware=1 \
    --handshake resumed --concurrency "$clients" --rate "$rate" \
    --count $((rate * seconds)) --json "$probe_work/load.json" "$server_url"
load=$!
restarts=0
for one in 1 2 1 2; do
    other=$((3 - one))
    until_true has_resumed "$other" || probe_fail "nobody comes to $other"
    kill -0 "$load" 2>/dev/null || break
    server_pid=$(cat "$probe_work/$one.pid")
    verdict=0
    server_stop || verdict=1
    judge "$verdict" "instance $one ends with status 0" \
        "$(cat "$probe_work/$one.err")"
    instance "$one"
    until_true has_resumed "$one" || probe_fail "nobody comes to $one again"
    kill -0 "$load" 2>/dev/null || break
    restarts=$((restarts + 1))
    echo "balanced: instance $one has been restarted, and resumes sessions" \
        "that it has not begun" >&2
done
server_pid=
verdict=0
[ "$restarts" -eq 4 ] || verdict=1
judge "$verdict" 'each instance was restarted twice under load' "$restarts"

verdict=0
wait "$load" || verdict=1
of() { # SECTION NAME: that number of the run
    sed -n "/^  \"$1\"/,/}/ s/^    \"$2\": \([0-9]*\).*/\1/p" \
        "$probe_work/load.json"
}
full=$(of handshakes full)
echo "$(of steps total) requests, $(of steps failed) failed; $full handshakes" \
    "in full, $(of handshakes resumed) sessions resumed"
judge "$verdict" 'no request fails' \
    "$(sed -n '/^  "errors"/,$p' "$probe_work/load.json" | tr -d '\n')"
verdict=0
[ "$full" -le "$clients" ] || verdict=1
judge "$verdict" 'sessions resume across both' "$full handshakes in full"
count_end "$result"
[ "$failed" -eq 0 ]
