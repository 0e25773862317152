# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# Keys, certificates and lists by certtool, into the folder that it runs in, from
# templates/ there. Sourced by certs.sh, and by lab 08, which makes chains;
# with a function die TEXT..., which does not return.

ct() { # certtool, silent unless it fails
    certtool "$@" >log 2>&1 || die "certtool $*: $(tail -n 1 log)"
}

key() {
    case $1 in
    */weak-key) ct --generate-privkey --no-text --key-type=rsa --bits=1024 \
        --outfile "$1-key.pem" ;;
    *) ct --generate-privkey --no-text --key-type=ecdsa --curve=secp256r1 \
        --outfile "$1-key.pem" ;;
    esac
}

self_sign() { # NAME TEMPLATE
    key "$1"
    ct --generate-self-signed --no-text --template "templates/$2.cfg" \
        --load-privkey "$1-key.pem" --outfile "$1.pem"
}

issue() { # NAME ISSUER
    key "$1"
    ct --generate-certificate --no-text --template "templates/${1##*/}.cfg" \
        --load-privkey "$1-key.pem" --load-ca-certificate "$2.pem" \
        --load-ca-privkey "$2-key.pem" --outfile "$1.pem"
}

revoke() { # LIST ISSUER [CERTIFICATE...]
    list=$1
    ca=$2
    shift 2
    [ $# -eq 0 ] || cat "$@" >revoked
    ct --generate-crl --no-text --template "templates/$list.cfg" \
        --load-ca-privkey "$ca-key.pem" --load-ca-certificate "$ca.pem" \
        ${1:+--load-certificate revoked} --outfile "$list.pem"
}

# SubjectAltName (RFC 5280, section 4.2.1.6) in DER, as a line of a template,
# since certtool stops at 128 dns_name lines: a SEQUENCE (tag 0x30) of so many
# dNSNames (tag 0x82) of 24 bytes, and of one iPAddress (tag 0x87).
dns_names() { # COUNT [ADDRESS, in hexadecimal]
    address=${2:+8704$2}
    size=$(($1 * 26 + ${#address} / 2))
    if [ "$size" -lt 128 ]; then length=$(printf '%02x' "$size")
    elif [ "$size" -lt 256 ]; then length=$(printf '81%02x' "$size")
    else length=$(printf '82%04x' "$size")
    fi
    names=$(seq -f 'n%03g.many-names.kit.test' "$1" | while read -r name; do
        printf '\202\030%s' "$name"
    done | od -An -v -tx1 | tr -d ' \n')
    printf 'add_extension = "2.5.29.17 0x30%s%s%s"\n' "$length" "$names" \
        "$address"
}
