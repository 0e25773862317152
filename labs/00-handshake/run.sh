#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 00: clients of the mended server, each by curl and by gnutls-cli, and
# what the server's log says of them. Arguments: names of certificates, or
# none; tls1.2 before them restricts the clients to that version.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
lab_needs curl gnutls-cli

tls=
[ "${1:-}" != tls1.2 ] || { tls=$1; shift; }
[ $# -gt 0 ] || set -- sensor-1 expired

LAB_SERVER=$LAB_BUILD/fixed/mtls-server
server_options='--log-level warning'

# Prints a command as sh -x does, then runs it.
show() { # COMMAND
    echo "+ $1"
    sh -c "$1" 2>&1 || echo "# exit status $?"
    echo
}

client() { # NAME
    curl='--cert FILE.pem --key FILE-key.pem'
    gnutls='--x509certfile FILE.pem --x509keyfile FILE-key.pem'
    file=unexpected/$1
    [ ! -e "$1.pem" ] || file=$1
    if [ "$1" = none ]; then
        curl=
        gnutls=
    elif [ ! -e "$file.pem" ]; then
        lab_fail "there is no certs/$file.pem; say one of certs/*.pem or" \
            "certs/unexpected/*.pem by its name, or none"
    fi
    if [ -n "$tls" ]; then
        curl="--tls-max 1.2 $curl"
        gnutls="--priority NORMAL:-VERS-TLS1.3 $gnutls"
    fi
    echo "# ---- $1${tls:+, $tls}"
    show "$(echo "curl -sS --cacert ca.pem $curl" |
        sed "s,FILE,$file,g") $server_url/healthz"
    show "$(echo "gnutls-cli -p ${server_url##*:} --x509cafile ca.pem $gnutls" |
        sed "s,FILE,$file,g") 127.0.0.1 </dev/null 2>&1 | tail -n 7"
}

# shellcheck disable=SC2119 # under no tool
lab_start
echo "+ cd certs"
cd "$LAB_CERTS"
for name; do
    client "$name"
done
server_stop
echo "# ---- the server's log"
cat "$LAB_TMP/log"
