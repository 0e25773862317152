#!/bin/sh
# SPDX-License-Identifier: MIT
# fixed/ under mixed load for a long while, and what it holds at the end of
# each round: run.sh SERVER INSTRUMENTS CERTS RESULT MINUTES
# A round is all that clients do, at once, with reloads in its midst. The
# first two rounds take what is taken once; then no round may leave a block.
# The table goes to stdout; how many rounds were flat, to RESULT.

set -eu
program=$1
result=$4
minutes=$5
here=$(dirname "$0")
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../../labs/instruments/probe/probe.sh"
probe_begin soak "$2" "$3"
probe_number MINUTES "$minutes"
counted=soak
# shellcheck source=tests/count.sh
. "$here/../count.sh"

mix=healthz,whoami,readings,post,firmware,requests,sessions,metrics,not-found
mix=$mix,bad-json,head,many-names,refused,abort:hello,abort:flight1
mix=$mix,abort:flight2,abort:finished,vanish:request,vanish:post
mix=$mix,vanish:download,stall:download
ways='full resumed keep-alive' # a third of a round each

seconds() { # since the machine was started
    read -r up _ </proc/uptime
    echo "${up%.*}"
}

# Half a minute of all of it.
play_round() { # NUMBER
    status=0
    for way in $ways; do
        server_client operator --mix "$mix" --handshake "$way" --seed "$1" \
            --concurrency 8 --hold-stalled 8 --stall 0.1 --count 10000000 \
            --duration 10 --quiet "$server_url" 2>"$probe_work/load" &
        probe_beside=$!
        kill -HUP "$server_pid"
        wait "$probe_beside" || status=$?
        probe_beside=
        [ "$status" -eq 0 ] || cat "$probe_work/load"
    done
    return "$status"
}

holds() { # what is to be flat, in words
    server_rest blocks >"$probe_work/blocks"
    sed 's/[{}",]//g' "$probe_work/held" | tr '\n' ' ' | awk '{
        for (i = 1; i < NF; i++)
            value[$i] = $(i + 1)
        printf "blocks %s bytes %s descriptors %s threads %s\n",
            value["blocks:"], value["bytes:"], value["descriptors:"],
            value["threads:"]
    }'
}

server_start "$program" server_metered
end=$(($(seconds) + minutes * 60))
round=0
first=
while [ "$(seconds)" -lt "$end" ] || [ "$round" -lt 3 ]; do
    round=$((round + 1))
    verdict=0
    play_round "$round" || verdict=1
    judge "$verdict" "each step of round $round ends as it should"
    now=$(holds)
    echo "round $round: $now"
    case $round in
    1) ;;
    2) first=$now ;;
    *)
        verdict=0
        [ "$now" = "$first" ] || verdict=1
        judge "$verdict" "round $round leaves nothing" "$first, then $now"
        ;;
    esac
done
verdict=0
server_stop || verdict=1
judge "$verdict" 'the server exits with status 0'
count_end "$result"
[ "$failed" -eq 0 ]
