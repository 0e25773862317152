#!/bin/sh
# SPDX-License-Identifier: MIT
# Verifies the generated certificates as a server or client on GnuTLS would:
# the good ones pass, each unexpected one is refused for its own reason. One
# line each; exit 1 when any differs. It only looks: `make` generates.

set -eu
unset CDPATH
LC_ALL=C                # certtool's sentences are read below
export LC_ALL
cd "$(dirname "$0")"
failed=0

die() {
    printf 'certs: %s\n' "$1" >&2
    exit 1
}

report() { # SUBJECT ROLE EXPECTED FOUND
    if [ "$3" = "$4" ]; then
        printf 'ok    %-33s %-17s %s\n' "$1" "$2" "$4"
    else
        printf 'FAIL  %-33s %-17s %s, not %s\n' \
            "$1" "$2" "${4:-no verdict}" "$3"
        failed=1
    fi
}

# ---- Verdicts --------------------------------------------------------------
# certtool prints gnutls_certificate_status_t as sentences (those of
# gnutls_certificate_verification_status_print). They are turned back into
# the names of the bits, less GNUTLS_CERT_, since those are what a program
# compares. An unknown sentence stays, and so differs from what is expected.

verdict() { # CERTIFICATE CRL PURPOSE [HOST]
    certtool --verify --infile "$1" --load-ca-certificate ca.pem \
        --load-crl "$2" --verify-purpose "$3" --verify-profile medium \
        ${4:+--verify-hostname "$4"} 2>&1 | sed -n '
        s/^Chain verification output: //
        t found
        d
        :found
        s/Verified\. The certificate is trusted\./trusted/
        s/Not verified\. The certificate is NOT trusted\. //
        s/The signature [^.]*invalid\./SIGNATURE_FAILURE/
        s/The [^.]* issuer is unknown\./SIGNER_NOT_FOUND/
        s/The [^.]* issuer is not a CA\./SIGNER_NOT_CA/
        s/The [^.]* constraints\./SIGNER_CONSTRAINTS_FAILURE/
        s/The [^.]* insecure algorithm\./INSECURE_ALGORITHM/
        s/The [^.]* expired certificate\./EXPIRED/
        s/The [^.]* not yet valid certificate\./NOT_ACTIVATED/
        s/The [^.]* revoked\./REVOKED/
        s/The [^.]* intended purpose\./PURPOSE_MISMATCH/
        s/The name [^.]* expected\./UNEXPECTED_OWNER/
        s/The [^.]* superseded\./REVOCATION_DATA_SUPERSEDED/
        s/ *$//
        p'
}

as_server() { # FILE EXPECTED HOST
    report "$1" "server $3" "$2" \
        "$(verdict "$1" crl.pem 1.3.6.1.5.5.7.3.1 "$3")"
}

as_client() { # FILE EXPECTED [CRL]
    report "$1" "client${3:+ by its CRL}" "$2" \
        "$(verdict "$1" "${3:-crl.pem}" 1.3.6.1.5.5.7.3.2)"
}

crl() { # FILE EXPECTED
    report "$1" 'CRL of ca.pem' "$2" "$(certtool --verify-crl --infile "$1" \
        --load-ca-certificate ca.pem 2>&1 | sed -n '
        s/^Verification output: Verified\. .*/trusted/p
        s/^Verification output: Not verified\. *//p')"
}

# ---- Files -----------------------------------------------------------------

public_key() { # OPTION FILE
    certtool --pubkey-info --no-text "$1" "$2" 2>&1
}

pair() { # CERTIFICATE
    key=${1%.pem}-key.pem
    found=$(stat -c 'mode %a' "$key" 2>/dev/null || echo missing)
    [ "$(public_key --load-privkey "$key")" = \
        "$(public_key --load-certificate "$1")" ] ||
        found="$found, of another certificate"
    report "$key" key 'mode 600' "$found"
}

serials() { # CERTIFICATE...
    twice=$(for file; do
        certtool --certificate-info --infile "$file" 2>&1
    done | sed -n 's/.*Serial Number (hex): //p' | sort | uniq -d)
    # shellcheck disable=SC2086  # on one line
    if [ -z "$twice" ]; then echo distinct; else echo the same: $twice; fi
}

subject() { # CERTIFICATE
    certtool --certificate-info --infile "$1" 2>/dev/null |
        sed -n 's/.*Subject: //p'
}

names_in() { # CERTIFICATE
    certtool --certificate-info --infile "$1" 2>/dev/null | grep -c DNSname:
}

# ---- The table -------------------------------------------------------------

command -v certtool >/dev/null ||
    die "certtool not found: run \`make deps\` in the kit's top folder"
[ -f .stamp ] || die "nothing to check in $(pwd): run \`make certs\` first"

for name in server server-2; do
    for host in localhost 127.0.0.1 ::1; do
        as_server "$name.pem" trusted "$host"
    done
    as_server "$name.pem" UNEXPECTED_OWNER kit.test
done
as_client server.pem PURPOSE_MISMATCH
as_client sensor-1.pem trusted
as_client operator.pem trusted
crl crl.pem trusted
crl crl-sensor-1.pem trusted
as_client sensor-1.pem REVOKED crl-sensor-1.pem
as_client operator.pem trusted crl-sensor-1.pem

while read -r name expected; do
    as_client "unexpected/$name.pem" "$expected"
done <<'END'
wrong-ca        SIGNER_NOT_FOUND
self-signed     SIGNER_NOT_FOUND
expired         EXPIRED
not-yet-valid   NOT_ACTIVATED
wrong-purpose   PURPOSE_MISMATCH
revoked         REVOKED
not-a-ca        SIGNER_NOT_CA SIGNER_CONSTRAINTS_FAILURE
weak-key        INSECURE_ALGORITHM
many-names      trusted
END
report unexpected/many-names.pem 'DNS names' 300 \
    "$(names_in unexpected/many-names.pem)"

set -- ca.pem server.pem server-2.pem sensor-1.pem operator.pem
for name in wrong-ca self-signed expired not-yet-valid wrong-purpose revoked \
    not-a-ca weak-key many-names; do
    set -- "$@" "unexpected/$name.pem"
done
for file; do pair "$file"; done
report "$# certificates" serials distinct "$(serials "$@")"
report unexpected/other-ca.pem name "$(subject ca.pem)" \
    "$(subject unexpected/other-ca.pem)"
exit "$failed"
