#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 10: both servers left alone.
#     run.sh                 under a memory limit
#     run.sh prometheus      watched by a real Prometheus, with your alert.yml

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh

unattended_pids=
unattended_end() {
    server_kill
    for each in $unattended_pids; do
        kill -9 "$each" 2>/dev/null || :
    done
}

# ---- A limit ---------------------------------------------------------------

# 256 KiB of stack for a thread and 32 MiB of data in all, for both.
unattended_limit() { # SERVER
    LAB_SERVER=$LAB_BUILD/$1/mtls-server
    lab_start prlimit --core=0 --stack=262144 --data=33554432
    echo "== $1"
    server_client sensor-1 --mix whoami=1 --count 2000 --timeout 5 --quiet \
        --json "$LAB_TMP/json" "$server_url" 2>&1 || :
    grep -h -A 3 '"steps":' "$LAB_TMP/json"
    if server_stop; then
        echo 'the server ended with status 0'
    else
        echo "the server ended with status $server_status"
    fi
}

# ---- Watched ---------------------------------------------------------------

unattended_serve() { # SERVER: sets server_url
    LAB_SERVER=$LAB_BUILD/$1/mtls-server
    LAB_TMP=$LAB_TMP/$1
    mkdir -p "$LAB_TMP"
    lab_start
    unattended_pids="$unattended_pids $server_pid"
    trap unattended_end EXIT
    become_client sensor-1 --concurrency 1 --rate 8 \
        --mix whoami=4,firmware=2,refused=1 --count 10000 --duration 60 \
        --quiet "$server_url" >"$LAB_TMP/load" 2>&1 &
    unattended_pids="$unattended_pids $!"
    LAB_TMP=${LAB_TMP%/"$1"}
}

unattended_ask() { # QUERY: what the HTTP API answers
    curl -sS --noproxy '*' --data-urlencode "query=$1" "$url/api/v1/query"
}

unattended_ready() {
    kill -0 "$prometheus" 2>/dev/null || return 0
    port=$(sed -n 's/.*msg="Listening on".* address=.*:\([0-9]*\)$/\1/p' \
        "$LAB_TMP/prometheus.log")
    url=http://127.0.0.1:$port
    [ -n "$port" ] &&
        curl -sf --noproxy '*' -o "$LAB_TMP/body" "$url/-/ready"
}

unattended_prometheus() { # FIXED_PORT LEAKY_PORT
    sed -e "s|RULES|$LAB_TMP/alert.yml|; s|CERTS|$LAB_CERTS|" \
        -e "s|:FIXED|:$1|; s|:LEAKY|:$2|" \
        labs/10-unattended/prometheus.yml |
        awk -f labs/10-unattended/lapse.awk >"$LAB_TMP/prometheus.yml"
    awk -f labs/10-unattended/lapse.awk "$rules" >"$LAB_TMP/alert.yml"
    promtool check config "$LAB_TMP/prometheus.yml" \
        >"$LAB_TMP/checked" 2>&1 || {
        cat "$LAB_TMP/checked" >&2
        exit 1
    }
    : >"$LAB_TMP/prometheus.log"
    prometheus --config.file="$LAB_TMP/prometheus.yml" \
        --storage.tsdb.path="$LAB_TMP/tsdb" \
        --web.listen-address=127.0.0.1:0 2>>"$LAB_TMP/prometheus.log" &
    prometheus=$!
    unattended_pids="$unattended_pids $prometheus"
    until_true unattended_ready || lab_fail 'Prometheus is not ready'
    kill -0 "$prometheus" 2>/dev/null || {
        cat "$LAB_TMP/prometheus.log" >&2
        lab_fail 'Prometheus did not start'
    }
}

unattended_fires() { # until both have fired for leaky, 45 seconds at most
    [ "$(date +%s)" -lt "$deadline" ] || return 0
    for alert in LiveObjectsGrow ResidentMemoryGrows; do
        unattended_ask "ALERTS{alertstate=\"firing\",alertname=\"$alert\"}" |
            grep -q '"server":"leaky"' || return 1
    done
}

unattended_say() { # QUERY
    echo "== $1"
    promtool query instant "$url" "$1" | sed 's/ @\[.*//' | sort
}

case ${1-} in
'')
    unattended_limit fixed
    unattended_limit leaky
    ;;
prometheus)
    for tool in prometheus promtool; do
        command -v "$tool" >/dev/null || lab_fail "there is no $tool:" \
            "apt-get install prometheus (and, if it started a service:" \
            "systemctl disable --now prometheus)"
    done
    lab_needs curl
    rules=$LAB_WORK/alert.yml
    lab_file "$rules"
    unattended_serve fixed
    fixed=${server_url##*:}
    unattended_serve leaky
    unattended_prometheus "$fixed" "${server_url##*:}"
    [ ! -t 2 ] || echo 'waits for your alerts, 45 seconds at most' >&2
    deadline=$(($(date +%s) + 45))
    until_true unattended_fires
    unattended_say 'sum by (server) (up)'
    unattended_say 'sum by (server) (mtls_live_objects)'
    unattended_say 'count by (alertname, server) (ALERTS{alertstate="firing"})'
    ;;
*)
    lab_fail "run takes nothing, or prometheus, not $1"
    ;;
esac
