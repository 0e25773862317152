#!/bin/sh
# SPDX-License-Identifier: MIT
# What measure says of other people's servers, with and without a preloaded
# library that loses 24 bytes at each accept: measure_servers.sh FOLDER, which
# has measure_lose24.so. MEASURE and CERTS are paths. A server that is not
# installed is left out, and a line says how to get it.
# Status 1: one without that library is called leaking, or one with it is not.

set -eu
folder=$1
work=$folder/servers
rm -rf "$work"
mkdir -p "$work"
failed=0
port=$((20000 + $$ % 20000)) # neither of these two takes a port of 0

# Never *grows* as it comes; with the library, 24 bytes for each. That has no
# end, so that it needs no long look for one.
try() { # NAME PACKAGE COMMAND...
    name=$1
    package=$2
    shift 2
    command -v "$1" >/dev/null || {
        echo "no $name: apt-get install $package"
        return 0
    }
    for lose in '' "$folder/measure_lose24.so"; do
        status=0
        env ${lose:+LD_PRELOAD="$lose"} "$MEASURE" \
            --url https://127.0.0.1:0/ --cert "$CERTS/sensor-1.pem" \
            --key "$CERTS/sensor-1-key.pem" --ca "$CERTS/ca.pem" \
            --triggers full-tls1.3 ${lose:+--most 512} -- "$@" \
            >"$work/$name.out" 2>"$work/$name.err" || status=$?
        echo "== $name${lose:+, which loses 24 bytes}: status $status"
        cat "$work/$name.out"
        if [ -n "$lose" ] && [ "$name" != node ]; then
            grep -q '^full-tls1.3 *grows.* 24 B' "$work/$name.out" || failed=1
        elif [ -z "$lose" ]; then
            [ "$status" -ne 1 ] || failed=1
        fi
    done
}

cat >"$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
    access_log off;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $CERTS/server.pem;
        ssl_certificate_key $CERTS/server-key.pem;
        ssl_client_certificate $CERTS/ca.pem;
        ssl_verify_client on;
        ssl_protocols TLSv1.2 TLSv1.3; # nginx 1.22 has no 1.3 by itself
        location / { return 200 'ok'; }
    }
}
END
cat "$CERTS/server.pem" "$CERTS/server-key.pem" >"$work/both.pem"
# With two threads its heap rose for 11,500 handshakes: measure's README.
cat >"$work/haproxy.cfg" <<END
global
    nbthread 1
defaults
    mode http
    timeout client 60s
    timeout connect 60s
    timeout server 60s
frontend all
    bind 127.0.0.1:$port ssl crt $work/both.pem ca-file $CERTS/ca.pem verify required
    http-request return status 200 content-type text/plain string ok
END
cat >"$work/node.js" <<END
const https = require('https'), fs = require('fs');
https.createServer({
    key: fs.readFileSync('$CERTS/server-key.pem'),
    cert: fs.readFileSync('$CERTS/server.pem'),
    ca: fs.readFileSync('$CERTS/ca.pem'),
    requestCert: true, rejectUnauthorized: true,
}, (request, response) => response.end('ok')).listen(0, '127.0.0.1');
END

try openssl openssl openssl s_server -accept 127.0.0.1:0 -www -quiet \
    -cert "$CERTS/server.pem" -key "$CERTS/server-key.pem" \
    -CAfile "$CERTS/ca.pem" -Verify 1 -verify_return_error
try nginx nginx-light nginx -c "$work/nginx.conf"
try haproxy haproxy haproxy -db -f "$work/haproxy.cfg"
# Its blocks wait for a garbage collector: never leaking, perhaps no verdict.
try node nodejs node "$work/node.js"
exit "$failed"
