#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 00: compares the answers with what the clients and the server say in a
# run of now. Exit 0 solved, 1 not yet, 2 could not judge.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/answers.sh
. labs/answers.sh
lab_needs curl gnutls-cli certtool

unexpected='wrong-ca self-signed expired not-yet-valid wrong-purpose revoked
    not-a-ca weak-key many-names'

# ---- The run -------------------------------------------------------------

# Its line in the log says who came: the reason, and the subject's name.
seen() { # NAME: the reason of its refusal, if there is one
    sed -n "s/.* refused .* reason=\([a-z_]*\) .*CN=$1\" issuer.*/\1/p" \
        "$LAB_TMP/log" | head -n 1
}

by_gnutls() { # NAME OPTION...: the number of the alert that it gets, or -
    name=$1
    shift
    [ "$name" = none ] || set -- "$@" \
        --x509certfile "$LAB_CERTS/unexpected/$name.pem" \
        --x509keyfile "$LAB_CERTS/unexpected/$name-key.pem"
    gnutls-cli -p "${server_url##*:}" --x509cafile "$LAB_CERTS/ca.pem" "$@" \
        127.0.0.1 </dev/null >"$LAB_TMP/client" 2>&1 || :
    alert=$(sed -n 's/^\*\*\* Received alert \[\([0-9]*\)\].*/\1/p' \
        "$LAB_TMP/client")
    echo "${alert:--}"
}

by_curl() { # NAME
    curl -sS --cacert "$LAB_CERTS/ca.pem" \
        --cert "$LAB_CERTS/unexpected/$1.pem" \
        --key "$LAB_CERTS/unexpected/$1-key.pem" "$server_url/healthz" \
        >"$LAB_TMP/client" 2>&1 || :
    [ "$(cat "$LAB_TMP/client")" != '{"status":"ok"}' ] || echo in
}

LAB_SERVER=$LAB_BUILD/fixed/mtls-server
server_options='--log-level warning'
# shellcheck disable=SC2119 # under no tool
lab_start
in='' unknown='' lacking=''
for name in $unexpected; do
    [ -n "$(by_curl "$name")" ] || [ -n "$(seen "$name")" ] ||
        lacking="$lacking $name"
done
for name in $unexpected; do
    alert=$(by_gnutls "$name")
    [ -n "$(seen "$name")" ] || in="$in $name"
    [ "$alert" != 48 ] || unknown="$unknown $name"
    [ "$name" != not-yet-valid ] || not_yet=$alert
done
none=$(by_gnutls none)
none_1_2=$(by_gnutls none --priority NORMAL:-VERS-TLS1.3)
server_stop || lab_fail 'the server did not end well'
signed_by=$(certtool --certificate-info \
    --infile "$LAB_CERTS/unexpected/wrong-ca.pem" |
    sed -n '/Authority Key/{n;s/^[^0-9a-f]*\(.\{8\}\).*/\1/p;}')
for found in "$in" "$unknown" "${none#-}" "$signed_by"; do
    [ -n "$found" ] || lab_fail 'the clients saw nothing that is known'
done

# ---- The answers ---------------------------------------------------------

answers_say='the server and its clients'
answer_words let_in "$in"
answer_words alert_48 "$unknown"
for name in wrong-ca self-signed not-a-ca; do
    answer_words "reason_$name" "$(seen "$name")"
done
answer_words alert_not-yet-valid "$not_yet"
answer_words alert_none "$none"
answer_words alert_none_tls1.2 "$none_1_2"
answer_words not_by_curl "${lacking:-none}"
answer_words signed_by "$signed_by"
answers_end 'labs/lab run 00 NAME... shows a client'
