#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 11: a server of one's own, measured.
#     run.sh [OPTION...]     measure on your copy, asked for its new route
#     run.sh openssl [OPTION...]     the heap meter on openssl s_server, which
#                            is no part of this kit

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/11-home/visit.sh
. labs/11-home/visit.sh

home_live() { # TEXT
    echo "== $1"
    server_rest >"$LAB_TMP/live"
    grep '^live' "$LAB_TMP/live"
}

home_three() {
    home_live 'at the start'
    for round in 1 2 3; do
        "$@"
        home_live "after $((round * 20)) requests"
    done
}

home_get() {
    home_curl -H 'Connection: close' "$server_url/?[1-20]"
}

# A server that knows nothing of this kit, nor of its libraries.
home_openssl() { # OPTION...
    lab_needs curl
    : >"$LAB_TMP/out"
    command -v openssl >/dev/null ||
        lab_fail "there is no openssl: apt-get install openssl"
    server_metered openssl s_server -accept 127.0.0.1:0 -www \
        -cert "$LAB_CERTS/server.pem" -key "$LAB_CERTS/server-key.pem" \
        -CAfile "$LAB_CERTS/ca.pem" -Verify 1 -verify_return_error "$@" \
        </dev/null >"$LAB_TMP/out" 2>"$LAB_TMP/log" &
    server_pid=$!
    server_err=$LAB_TMP/log
    at_end server_kill
    until_true home_openssl_listens || lab_fail "openssl does not listen"
    port=$(sed -n "s/^ACCEPT .*:\([0-9]*\)\$/\1/p" "$LAB_TMP/out")
    [ -n "$port" ] || {
        cat "$LAB_TMP/log" >&2
        lab_fail "openssl s_server did not start"
    }
    server_url=https://127.0.0.1:$port
    server_idle=
    server_idle=$(server_rest sockets)
}

home_openssl_listens() {
    kill -0 "$server_pid" 2>/dev/null || return 0
    grep -q "^ACCEPT" "$LAB_TMP/out"
}

case ${1-} in
'' | -*)
    LAB_SERVER=$LAB_WORK/my-service/build/my-service
    home_route=checksum/blob.bin
    lab_program "$LAB_SERVER" || {
        echo "no $LAB_SERVER yet: this is fixed/, and /firmware" >&2
        LAB_SERVER=$LAB_BUILD/fixed/mtls-server
        home_route=firmware/blob.bin
    }
    [ $# -gt 0 ] || set -- --triggers full-tls1.3,keep-alive,half-head
    lab_run_measure "/$home_route" --least 40 --most 200 "$@"
    ;;
openssl)
    shift
    home_openssl "$@"
    home_three home_get
    ;;
*) lab_fail "run takes options of measure, or openssl [OPTION...], not $1" ;;
esac
