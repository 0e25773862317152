#!/bin/sh
# SPDX-License-Identifier: MIT
# fixed/ among hostile clients, and one good client a second beside them:
#     hostile.sh SERVER INSTRUMENTS CERTS RESULT CLIENTS SECONDS
# Of the clients a half is stuck in its ClientHello, a quarter has come in and
# is silent; the others break off in each flight, vanish in each request, are
# refused, claim a ClientHello of 16 MiB, or read nothing more of a download,
# again and again. Nobody is too long here for the server (--timeout 3600),
# which is the worst for it. Of a good client no request may fail, or take a
# second longer than the longest of those who come at the same time to a server
# that has no other clients: so a busy machine is not taken for a slow server.
# The peak of resident memory has README's figure for each client as its bound;
# in the end nothing is left. The counts go to RESULT.

set -eu
program=$1
result=$4
clients=$5
seconds=$6
here=$(dirname "$0")
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../../labs/instruments/probe/probe.sh"
probe_begin hostile "$2" "$3"
probe_number CLIENTS "$clients" 16 2000
probe_number SECONDS "$seconds" 5 3600
counted=hostile
# shellcheck source=tests/count.sh
. "$here/../count.sh"

# ---- Who comes ---------------------------------------------------------------

silent=$((clients / 2))
idle=$((clients / 4))
churn=$((clients - silent - idle)) # at a time, by processes of 250 at most
mix=abort:hello,abort:flight1,abort:flight2,abort:finished,vanish:request
mix=$mix,vanish:post,vanish:download,stall:download,refused
mix=$mix,stall:hello

attack() { # NAME OPTION...: in the background, until it is ended
    attack=$1
    shift
    : >"$probe_work/$attack.err"
    become_client operator --mix "$mix" --count 10000000 --duration 3600 \
        --stall 5 "$@" "$server_url" >"$probe_work/$attack" \
        2>"$probe_work/$attack.err" &
    probe_beside="$probe_beside $!"
}

# Becomes so many good clients, one a second; the longest wait in microseconds.
serve() { # COUNT NAME URL
    become_client operator --mix healthz --rate 1 --concurrency 16 \
        --count "$1" --quiet --json "$probe_work/$2.json" "$3" \
        >"$probe_work/$2.out" 2>&1
}
longest() { # NAME
    tr -d '\n' <"$probe_work/$1.json" |
        sed -n 's/.*"request": {[^}]*"max": \([0-9]*\).*/\1/p'
}

# ---- Before, among them, after -----------------------------------------------

server_log=err.alone
server_begin "$program"
alone=$server_url
probe_beside=$server_pid
server_pid=
server_log=err

each=$(sed -n 's/^| live heap of a client .* | \([0-9]*\) KiB (.*/\1/p' \
    "$here/../../fixed/README.md")
[ -n "$each" ] || probe_fail 'fixed/README.md bounds no stranger'

echo "hostile: $clients clients, for $seconds seconds" >&2
server_start "$program" server_metered
server_client operator --mix "$mix,healthz" --count 400 --stall 0.1 \
    --concurrency 8 --quiet "$server_url" ||
    probe_fail 'the warm-up failed: see above'
begin=$(server_rest blocks)
small=$(status_kib VmHWM)

attack stay --mix healthz --count 0 --hold "$idle" --hold-stalled "$silent"
until_true grep -q "holding $idle idle" "$probe_work/stay.err" ||
    probe_fail "$(cat "$probe_work/stay.err")"
part=0
while [ "$churn" -gt 0 ]; do
    part=$((part + 1))
    some=$((churn < 250 ? churn : 250))
    attack "churn$part" --concurrency "$some" --rate 50 --seed "$part"
    churn=$((churn - some))
done
verdict=0
hostile=$probe_beside
serve "$seconds" alone "$alone" &
probe_beside="$hostile $!"
(serve "$seconds" among "$server_url") || verdict=1
wait "$!" ||
    probe_fail "the server without them: $(cat "$probe_work/alone.out")"
probe_beside=$hostile
judge "$verdict" "$seconds good clients are served" \
    "$(cat "$probe_work/among.out")"

verdict=0
without=$(longest alone)
among=$(longest among)
[ "$among" -le $((without + 1000000)) ] || verdict=1
echo "the longest wait: $without us without them, $among us among $clients"
judge "$verdict" 'none of them waits a second longer' \
    "$without us without them, $among us among them"

verdict=0
large=$(status_kib VmHWM)
[ "$large" -le $((small + clients * each)) ] || verdict=1
echo "resident memory: $small KiB before, $large KiB at most;" \
    "the bound: $((small + clients * each)) KiB"
judge "$verdict" 'resident memory keeps to its bound' "$large KiB"

for one in $probe_beside; do
    kill "$one" 2>/dev/null || :
done
for one in $probe_beside; do
    wait "$one" || :
done
probe_beside=
done=$(cat "$probe_work"/churn* | sed -n 's/^steps  *\([0-9]*\).*/\1/p' |
    awk '{ n += $1 } END { print n + 0 }')
echo "hostile steps besides those that stay: $done"
verdict=0
[ "$done" -ge "$clients" ] || verdict=1
judge "$verdict" "they came" "$done steps: $(cat "$probe_work"/churn*.err)"
verdict=0
end=$(server_rest blocks)
[ "$end" = "$begin" ] || verdict=1
judge "$verdict" 'they leave nothing' "$begin blocks, then $end"
verdict=0
server_stop || verdict=1
judge "$verdict" 'the server exits with status 0'
count_end "$result"
[ "$failed" -eq 0 ]
