# shellcheck shell=sh disable=SC2034,SC2154 # shared with who sources it
# SPDX-License-Identifier: MIT
# What `make bench` and `make ways` measure a server by: bench.sh, versus.sh and
# ways.sh source it, with $build, $certs and $rounds set. One core is the
# server's, the other that of this shell and the clients.

# shellcheck source=labs/instruments/probe/probe.sh
. "$(dirname "$0")/probe/probe.sh"
certs=$(cd "$certs" && pwd)
probe_begin "${costs_of:-make bench}" "$build/instruments" "$certs"
probe_number ROUNDS "$rounds"

server_core=0
taskset -pc "$(($(nproc) > 1))" $$ >/dev/null # this, and the clients
began=$(date +%s)
progress() { # TEXT...
    echo "$probe_name: $(($(date +%s) - began)) s: $*" >&2
}

load() {
    server_client operator --mix healthz --quiet --tls 1.3 "$@" "$server_url"
}

# Microseconds of CPU that the server has had, in all its threads: the
# scheduler's own count, or else ticks.
spent() {
    cat "/proc/$server_pid/task/"*/schedstat 2>/dev/null |
        awk '{ sum += $1 } END { printf "%.0f", sum / 1000 }' |
        grep . || awk -v tick="$(getconf CLK_TCK)" '
            { sub(/.*\) /, ""); printf "%.0f", 1e6 * ($12 + $13) / tick }
        ' "/proc/$server_pid/stat"
}

cost() { # COUNT OPTION...: microseconds of the server for each
    count=$1
    shift
    before=$(spent)
    load --count "$count" --concurrency 4 "$@" || probe_fail 'a step failed'
    awk "BEGIN { printf \"%.1f\", ($(spent) - $before) / $count }"
}

# They are connected, and the server has nothing more to do.
are_idle() {
    was=$now
    now=$(spent)
    [ "$was" = "$now" ]
}

are_held() {
    grep -q "holding .* connections" "$probe_work/held-open" ||
        ! kill -0 "$probe_beside" 2>/dev/null
}

# Holds N clients, idle ones or with --hold-stalled stuck, until release.
hold() { # N [--hold-stalled]
    now=
    : >"$probe_work/held-open"
    become_client operator --mix healthz --tls 1.3 --count 0 --duration 3600 \
        "${2:---hold}" "$1" "$server_url" >"$probe_work/held-open" 2>&1 &
    probe_beside=$!
    { until_true are_held && kill -0 "$probe_beside" 2>/dev/null; } || {
        cat "$probe_work/held-open" >&2
        probe_fail "$1 clients cannot be held"
    }
    [ $# -eq 2 ] || until_true are_idle ||
        probe_fail "$1 clients do not come to rest"
}

release() {
    kill "$probe_beside" 2>/dev/null || :
    wait "$probe_beside" 2>/dev/null || :
    probe_beside=
}
