#!/bin/sh
# SPDX-License-Identifier: MIT
# What scan finds on other people's servers, all of it and nothing else:
# scan_servers.sh FOLDER. SCAN and CERTS are paths. A server that is not
# installed is left out, and a line says how to get it.
# Status 1: something was found that is not listed here, or the other way.

set -eu
folder=$1
here=$(dirname "$0")
work=$folder/servers
rm -rf "$work"
mkdir -p "$work"
failed=0
port=$((20000 + $$ % 12000)) # none of these takes a port of 0

# FOUND are names with a blank behind each; in brackets: there or not.
try() { # NAME PACKAGE FOUND COMMAND...
    name=$1
    package=$2
    expected=$(printf %s "$3" | tr "\n" " ")
    shift 3
    command -v "$1" >/dev/null || {
        echo "no $name: apt-get install $package"
        return 0
    }
    status=0
    sh "$here/scan_run.sh" "$port" / "$@" -- --format json --slow 0 \
        --patience 30 --cert "$CERTS/sensor-1.pem" \
        --key "$CERTS/sensor-1-key.pem" --bad "$CERTS/unexpected" \
        >"$work/$name.json" 2>"$work/$name.err" || status=$?
    port=$((port + 1))
    found=$(sed -n 's/^      "id": "\(.*\)",$/\1/p' "$work/$name.json" |
        tr '\n' ' ')
    echo "== $name: status $status: $found"
    cat "$work/$name.err"
    [ "$status" -le 1 ] || failed=1
    for one in $found; do
        case " $expected" in
        *" $one "* | *" [$one] "*) ;;
        *)
            echo "   not so: $one"
            failed=1
            ;;
        esac
    done
    for one in $expected; do
        case "$one $found" in
        \[* | "$one $one "* | *" $one "*) ;;
        *)
            echo "   missed: $one"
            failed=1
            ;;
        esac
    done
}

nginx_conf() { # VERIFY LINE
    cat >"$work/nginx-$1.conf" <<END
daemon off;
pid $work/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    ssl_protocols TLSv1.2 TLSv1.3;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $CERTS/server.pem;
        ssl_certificate_key $CERTS/server-key.pem;
        ssl_client_certificate $CERTS/ca.pem;
        ssl_verify_client $1;
        $2
        location / { return 200 'ok'; }
    }
}
END
}

# Of all of nginx; it tells strangers its version, and takes any method.
# weak-key: RSA of 1024 bits is below what OpenSSL takes in Debian, where
# others build it to take that.
nginx='late-refusal banner any-method [weak-key-let-in] '
nginx_try() { # VERIFY FOUND LINE
    nginx_conf "$1" "$3"
    try "nginx-$1" nginx-light "$2" nginx -c "$work/nginx-$1.conf"
}
crl="ssl_crl $CERTS/crl.pem;"
nginx_try on "$nginx" "$crl"
nginx_try optional "none-let-in $nginx" "$crl"
# Without a list it lets in whose issuer it does not know, too.
nginx_try optional_no_ca "none-let-in self-signed-let-in wrong-ca-let-in \
revoked-let-in $nginx" ''
nginx_try off 'none-let-in banner any-method ' ''

cat "$CERTS/server.pem" "$CERTS/server-key.pem" >"$work/both.pem"
cat >"$work/haproxy.cfg" <<END
defaults
    mode http
    timeout client 60s
    timeout connect 60s
    timeout server 60s
frontend all
    bind 127.0.0.1:$port ssl crt $work/both.pem ca-file $CERTS/ca.pem crl-file $CERTS/crl.pem verify required
    http-request return status 200 content-type text/plain string ok
END
try haproxy haproxy 'no-host any-method [weak-key-let-in] ' \
    haproxy -db -f "$work/haproxy.cfg"

# A refused client is cut off. What a forged signature leaves in OpenSSL's
# queue of errors may end a connection that would be let in: no-alert. It lets
# a client begin three more handshakes (tls.CLIENT_RENEG_LIMIT).
node_try() { # REJECT FOUND
    cat >"$work/node-$1.js" <<END
const https = require('https'), fs = require('fs');
https.createServer({
    key: fs.readFileSync('$CERTS/server-key.pem'),
    cert: fs.readFileSync('$CERTS/server.pem'),
    ca: fs.readFileSync('$CERTS/ca.pem'),
    crl: fs.readFileSync('$CERTS/crl.pem'),
    requestCert: true, rejectUnauthorized: $1,
}, (request, response) => response.end('ok')).listen($port, '127.0.0.1');
END
    try "node-$1" nodejs "$2" node "$work/node-$1.js"
}
node_try true 'no-alert renegotiation [weak-key-let-in] '
node_try false 'none-let-in self-signed-let-in wrong-ca-let-in not-a-ca-let-in
expired-let-in not-yet-valid-let-in wrong-purpose-let-in revoked-let-in
[weak-key-let-in] renegotiation [no-alert] '
exit "$failed"
