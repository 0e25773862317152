#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What fixed/ costs by itself: both of libmicrohttpd's event loops, idle and
# stalled clients, the handshake in memory, what comes back and what grows:
#     bench.sh BUILD CERTS ROUNDS HANDSHAKES >TABLE.csv
# for `make bench`, in turn; rows of
#     round,what,value
# in microseconds of server CPU, percent of a core, KiB or blocks: targets.awk
# says which, and against what it is held.
set -eu

build=$1
certs=$2
rounds=$3
handshakes=$4
# shellcheck source=labs/instruments/costs.sh
. "$(dirname "$0")/costs.sh"
probe_number HANDSHAKES "$handshakes"

row() { # WHAT VALUE
    echo "$round,$1,$2"
}

# 4,000 idle clients take two descriptors each at the server's limit.
idle_many=4000
most=$(awk '/^Max open files/ { print $5 }' /proc/self/limits)
if [ "$most" != unlimited ] && [ "$most" -lt 8600 ]; then
    idle_many=$(((most - 600) / 2))
    progress "the limit of descriptors is $most: $idle_many idle clients," \
        'not 4000'
fi

begin() { # LOOP [COMMAND...]
    server_options="--threads 1 --max-connections $((idle_many + 100))"
    program=$build/bench/$1/mtls-server
    shift
    server_begin "$program" taskset -c "$server_core" "$@"
}

stop() {
    server_kill
    wait 2>/dev/null || :
}

in_memory() { # WHAT
    taskset -c "$server_core" "$build/instruments/limit" "$probe_certs" 600 \
        "$1"
}

# The same by a server that does nothing else, over a socket.
over_a_socket() {
    server_of taskset -c "$server_core" "$build/instruments/limit" \
        "$probe_certs" serve
    load --count 200 || probe_fail 'a step failed' # warm
    row socket-trust "$(cost 600 --handshake full)"
    stop
}

uptime_us() {
    awk '{ printf "%.0f", $1 * 1e6 }' /proc/uptime
}

# Ten clients in the midst of their hello, for three seconds.
stalled() {
    hold 10 --hold-stalled
    before=$(spent)
    from=$(uptime_us)
    sleep 3 # what is measured is a time
    awk "BEGIN { printf \"%.2f\", \
        100 * ($(spent) - $before) / ($(uptime_us) - $from) }"
    release
}

event_loop() { # LOOP
    begin "$1"
    load --count 200 || probe_fail 'a step failed' # warm
    row "stalled-$1" "$(stalled)"
    row "full-$1" "$(cost 600)"
    row "kept-$1" "$(cost 10000 --handshake keep-alive)"
    hold "$idle_many"
    row "kept-idle-$1" "$(cost 10000 --handshake keep-alive)"
    release
    stop
}

# How much of what a thousand clients took is there when they have gone.
is_small_again() {
    [ $((4 * ($(status_kib VmRSS) - small))) -le $((large - small)) ]
}

comes_back() {
    begin epoll
    load --count 400 --concurrency 8 || probe_fail 'a step failed' # warm
    small=$(status_kib VmRSS)
    hold 1000
    release
    large=$(status_kib VmHWM)
    patience=$probe_patience
    probe_patience=20
    until_true is_small_again || :
    probe_patience=$patience
    row rss-before "$small"
    row rss-most "$large"
    row rss-after "$(status_kib VmRSS)"
    stop
}

grows() {
    server_options='--threads 1'
    server_start "$build/bench/epoll/mtls-server" server_metered
    load --count 2000 --concurrency 4 || probe_fail 'a step failed' # warm
    blocks=$(server_rest blocks)
    load --count "$handshakes" --concurrency 4 || probe_fail 'a step failed'
    row handshakes "$handshakes"
    row growth "$(($(server_rest blocks) - blocks))"
    stop
}

echo 'round,what,value'
round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    row idle-many "$idle_many"
    progress "round $round of $rounds: the handshake in memory"
    row memory-trust "$(in_memory trust)"
    row memory-verify "$(in_memory verify)"
    over_a_socket
    for one in epoll poll; do
        progress "round $round of $rounds: $one, $idle_many idle clients"
        event_loop "$one"
    done
    progress "round $round of $rounds: what comes back of 1000 idle clients"
    comes_back
done
progress "$handshakes handshakes, whether something grows"
grows
