#!/bin/sh
# SPDX-License-Identifier: MIT
# What measure says of other people's servers, with and without a preloaded
# library that loses 24 bytes at each accept: measure_servers.sh FOLDER TABLE.
# FOLDER has measure_lose24.so and measure_server; MEASURE and CERTS are paths.
# Rows go to TABLE, in place of those of the same run: RUN=1 (or 2, ...).
# BUSY=N lets N busy loops run meanwhile, ONLY='NAME ...' measures these alone,
# LIMIT is that of measure, in seconds.
# A server that is not installed is left out, and a line says how to get it.
# Status 1: one without that library is called leaking; one with it is called
# flat, or not leaking 24 bytes; or two runs do not say the same.

set -eu
folder=$1
table=$2
run=${RUN:-1}
work=$folder/servers-$run # two runs may go on at a time
rm -rf "$work"
mkdir -p "$work"
failed=0
port=$((20000 + $$ % 12000)) # most of these take no port of 0
started=
pid=
full= # an option, for servers whose caches take long to fill
trap 'for pid in $started; do kill "$pid" 2>/dev/null || :; done' EXIT
trap 'exit 2' INT TERM

start() { # COMMAND...
    "$@" >"$work/started" 2>/dev/null &
    started="$started $!"
}

measure() { # OUT OPTION... -- COMMAND...
    out=$1
    shift
    status=0
    "$MEASURE" --url https://127.0.0.1:0/ --cert "$CERTS/sensor-1.pem" \
        --key "$CERTS/sensor-1-key.pem" --ca "$CERTS/ca.pem" \
        --triggers full-tls1.3 --limit "${LIMIT:-3600}" "$@" \
        >"$out.out" 2>"$out.err" || status=$?
}

# Without a verdict: which line comes first, if it lost 24 bytes a block.
first_line() { # OUT
    awk '$2 == "bytes" { if ($1 == 24 * $4) print "; 24 B a block: " $6; exit }' \
        "$1"
}

note() { # NAME VERSION LOST OUT
    verdict=$(sed -n 's/^full-tls1.3  *//p' "$4.out" |
        sed 's/  \[.*//; s/^no verdict.*/no verdict/')
    [ "$3 $verdict" != '24 no verdict' ] ||
        verdict=$verdict$(first_line "$4.out")
    steps=$(sed -n 's/^full-tls1.3 .*\[\([0-9]*\) steps.*/\1/p' "$4.out")
    read -r load _ </proc/loadavg
    printf '%s,%s,%s,%s,%s,%s,%s\n' "$run" "$1" "$2" "$3" "$verdict" \
        "$steps" "$load" >>"$work/rows.csv"
    echo "== $1, which loses $3 bytes at each accept: status $status"
    cat "$4.out"
}

# MOST: steps after which its caches are full, so that the 24 bytes show alone;
# or -, where that takes too long. Where a garbage collector frees what is not
# needed there may be no verdict, but 24 bytes a block in the first line: ABOUT.
try() { # NAME PACKAGE VERSION MOST COMMAND...
    name=$1 package=$2 version=$3 most=$4
    shift 4
    case " ${ONLY:-$name} " in
    *" $name "*) ;;
    *) return 0 ;;
    esac
    command -v "$1" >/dev/null || {
        echo "no $name: apt-get install $package"
        return 0
    }
    version=$("$1" "$version" 2>&1 | grep -o '[0-9]*\.[0-9.]*[0-9]' |
        head -n 1)
    # shellcheck disable=SC2086 # an option and its value, or nothing
    measure "$work/$name" $full -- "$@"
    note "$name" "$version" 0 "$work/$name"
    [ "$status" -ne 1 ] || failed=1
    [ "$most" != - ] || return 0
    LD_PRELOAD=$folder/measure_lose24.so \
        measure "$work/$name-24" --most "${most#about }" -- "$@"
    note "$name" "$version" 24 "$work/$name-24"
    if [ "$most" != "${most#about }" ]; then
        [ "$status" -eq 1 ] || [ -n "$(first_line "$work/$name-24.out")" ] ||
            failed=1
    else
        grep -q '^full-tls1.3 *grows 24 B in 1 block for each ' \
            "$work/$name-24.out" &&
            grep -q 'lose\.c:[0-9]' "$work/$name-24.out" || failed=1
    fi
}

# ---- How they are started --------------------------------------------------

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
haproxy_cfg() { # THREADS
    cat <<END
global
    nbthread $1
defaults
    mode http
    timeout client 60s
    timeout connect 60s
    timeout server 60s
frontend all
    bind 127.0.0.1:$port ssl crt $work/both.pem ca-file $CERTS/ca.pem verify required
    http-request return status 200 content-type text/plain string ok
END
}
haproxy_cfg 1 >"$work/haproxy-1.cfg"
haproxy_cfg 2 >"$work/haproxy-2.cfg"

# What is behind it: it only does the TLS.
start "$folder/measure_server" "$CERTS" plain
behind=
while [ -z "$behind" ] && kill -0 "${started# }"; do
    behind=$(sed -n 's/^my port is <\(.*\)>$/\1/p' "$work/started")
done
cat >"$work/stunnel.conf" <<END
foreground = yes
pid =
debug = err
[all]
accept = 127.0.0.1:$port
connect = 127.0.0.1:$behind
cert = $CERTS/server.pem
key = $CERTS/server-key.pem
CAfile = $CERTS/ca.pem
requireCert = yes
verifyChain = yes
END
sed 's/^\[all\]$/&\nsessionResume = no/' "$work/stunnel.conf" \
    >"$work/stunnel-no.conf"

cat >"$work/node.js" <<END
const https = require('https'), fs = require('fs');
https.createServer({
    key: fs.readFileSync('$CERTS/server-key.pem'),
    cert: fs.readFileSync('$CERTS/server.pem'),
    ca: fs.readFileSync('$CERTS/ca.pem'),
    requestCert: true, rejectUnauthorized: true,
}, (request, response) => response.end('ok')).listen(0, '127.0.0.1');
END

# ---- All of them -----------------------------------------------------------

# Not for ever, if nobody ends them.
for _ in $(seq "${BUSY:-0}"); do
    start timeout 7200 sh -c 'while :; do :; done'
done

try openssl openssl version 512 openssl s_server -accept 127.0.0.1:0 -www \
    -quiet -cert "$CERTS/server.pem" -key "$CERTS/server-key.pem" \
    -CAfile "$CERTS/ca.pem" -Verify 1 -verify_return_error
try nginx nginx-light -v 512 nginx -c "$work/nginx.conf"
try stunnel-no-resume stunnel4 -version 512 stunnel "$work/stunnel-no.conf"
try haproxy haproxy -v 512 haproxy -db -f "$work/haproxy-1.cfg"
try haproxy-2-no-cache haproxy -v 512 \
    haproxy -dMno-cache -db -f "$work/haproxy-2.cfg"
# What each thread keeps for later fills up to 512 KiB; sessions stay for 300
# seconds, however many they are: measure's README.
full='--most 200000'
try haproxy-2 haproxy -v - haproxy -db -f "$work/haproxy-2.cfg"
try stunnel stunnel4 -version - stunnel "$work/stunnel.conf"
full=
try node nodejs --version 'about 512' node "$work/node.js"

# ---- The table -------------------------------------------------------------

touch "$work/rows.csv"
awk -F, '
    FNR == NR { new[$1, $2, $4] = 1; row[++rows] = $0; next }
    /^#/ || /^run,/ || !(($1, $2, $4) in new)
    END { for (i = 1; i <= rows; i++) print row[i] }' \
    "$work/rows.csv" "$table" >"$work/table.csv"
cat "$work/table.csv" >"$table"
awk -F, '
    /^#/ || /^run,/ { next }
    ($2, $4) in said && said[$2, $4] != $5 {
        print $2 ", which loses " $4 " bytes: " said[$2, $4] ", then " $5
        failed = 1
    }
    { said[$2, $4] = $5 }
    END { exit failed }' "$table" || failed=1
[ "$failed" -eq 0 ] || echo 'not as it should be: see above'
exit "$failed"
