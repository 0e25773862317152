#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What fixed/ costs beside nginx, haproxy and Node's https, those of them that
# are installed: versus.sh BUILD CERTS ROUNDS >TABLE.csv, for `make bench`. One
# core for the server and one for the client, TLS 1.3, the same certificates,
# a fresh server each time, in turn; a row for each server in each round:
#     round,server,version,full,resumed,kept,idle,start
# Microseconds of server CPU for a full handshake and GET, a resumed one, and a
# GET on a connection that is kept alive; KiB of RSS for an idle connection, and
# of the server before the first.
set -eu

build=$1
certs=$2
rounds=$3
# shellcheck source=labs/instruments/costs.sh
. "$(dirname "$0")/costs.sh"
IDLE=1000

# ---- The servers ------------------------------------------------------------

# None of these takes a port of 0. nginx's tickets are on, or off.
port=$((20000 + $$ % 20000))
for tickets in on off; do
    cat >"$probe_work/nginx-$tickets.conf" <<END
daemon off;
master_process off;
pid $probe_work/nginx.pid;
error_log stderr;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 100000000;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_protocols TLSv1.3;
        ssl_certificate $probe_certs/server.pem;
        ssl_certificate_key $probe_certs/server-key.pem;
        ssl_client_certificate $probe_certs/ca.pem;
        ssl_crl $probe_certs/crl.pem;
        ssl_verify_client on;
        ssl_session_tickets $tickets;
        location / { return 200 '{"status":"ok"}'; }
    }
}
END
done
cat "$probe_certs/server.pem" "$probe_certs/server-key.pem" \
    >"$probe_work/both.pem"
cat >"$probe_work/haproxy.cfg" <<END
global
    nbthread 1
    maxconn 4096
defaults
    mode http
    timeout client 60s
    timeout connect 60s
    timeout server 60s
frontend all
    bind 127.0.0.1:$port ssl crt $probe_work/both.pem ca-file $probe_certs/ca.pem crl-file $probe_certs/crl.pem verify required
    http-request return status 200 content-type application/json string '{"status":"ok"}'
END
cat >"$probe_work/node.js" <<END
const https = require('https'), fs = require('fs');
const server = https.createServer({
    key: fs.readFileSync('$probe_certs/server-key.pem'),
    cert: fs.readFileSync('$probe_certs/server.pem'),
    ca: fs.readFileSync('$probe_certs/ca.pem'),
    crl: fs.readFileSync('$probe_certs/crl.pem'),
    requestCert: true, rejectUnauthorized: true,
}, (request, response) => response.end('{"status":"ok"}'));
server.maxRequestsPerSocket = server.requestTimeout = 0;
server.headersTimeout = server.keepAliveTimeout = server.timeout = 0;
server.listen($port, '127.0.0.1');
END

version_of() { # PROGRAM
    case $1 in
    nginx) nginx -v 2>&1 | sed 's/.*nginx.//; s/ .*//' ;;
    haproxy) haproxy -v | sed -n '1s/.*version \([0-9.]*\).*/\1/p' ;;
    node) node --version | sed 's/^v//' ;;
    esac
}

answers() { # that one, not another on its port
    server_ended || load --count 1 2>/dev/null
}

other() { # COMMAND...
    taskset -c "$server_core" "$@" >"$probe_work/out" 2>"$probe_work/err" &
    server_pid=$!
    server_url=https://127.0.0.1:$port
    until_true answers || probe_fail "$1 does not answer"
    ! server_ended || {
        cat "$probe_work/err" >&2
        probe_fail "$1 did not start"
    }
}

begin() { # SERVER
    case $1 in
    fixed) server_options='--threads 1 --timeout 60' ;;
    fixed-verifies) server_options='--threads 1 --timeout 60 --verify-cache 0' ;;
    nginx) other nginx -c "$probe_work/nginx-on.conf" ;;
    nginx-no-tickets) other nginx -c "$probe_work/nginx-off.conf" ;;
    haproxy) other haproxy -db -f "$probe_work/haproxy.cfg" ;;
    node) other node "$probe_work/node.js" ;;
    esac
    case $1 in
    fixed*) server_begin "$build/bench/epoll/mtls-server" \
        taskset -c "$server_core" ;;
    esac
}

# ---- What is measured -------------------------------------------------------

for_each_idle() {
    before=$(status_kib VmRSS)
    hold "$IDLE"
    awk "BEGIN { printf \"%.1f\", ($(status_kib VmRSS) - $before) / $IDLE }"
    release
}

servers='fixed fixed-verifies'
for name in nginx haproxy node; do
    if command -v "$name" >/dev/null; then
        servers="$servers $name"
        [ "$name" != nginx ] || servers="$servers nginx-no-tickets"
    else
        echo "make bench: no $name here: apt-get install $name (node: nodejs)" >&2
    fi
done

echo 'round,server,version,full,resumed,kept,idle,start'
round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    for server in $servers; do
        progress "round $round of $rounds: $server"
        begin "$server"
        start=$(status_kib VmRSS)
        load --count 200 || probe_fail "$server: a step failed" # warm
        full=$(cost 600 --handshake full)
        resumed=
        [ "$server" = nginx-no-tickets ] ||
            resumed=$(cost 1000 --handshake resumed)
        kept=$(cost 10000 --handshake keep-alive)
        server_kill
        wait 2>/dev/null || :
        begin "$server" # so that its heap is not one that has grown
        load --count 20 || probe_fail "$server: a step failed" # what is once
        each=$(for_each_idle)
        server_kill
        wait 2>/dev/null || :
        echo "$round,$server,$(version_of "${server%%-*}"),$full,$resumed,$kept,$each,$start"
    done
done
