#!/bin/sh
# SPDX-License-Identifier: MIT
# Generates the kit's keys, certificates and revocation lists as one set,
# for the Makefile: certs.sh all | clean. check.sh verifies them.
# Nothing is done while .stamp holds: it has the dates between which the set
# serves, then the checksums of all that went in and all that came out.

set -eu
unset CDPATH
LC_ALL=C        # certtool's sentences and sha256sum's verdicts are read below
TZ=UTC0
export LC_ALL TZ
umask 077       # a key is never readable by others, not even for a moment

good='server server-2 sensor-1 operator'
lists='crl.pem crl-sensor-1.pem'
by_our_ca='expired not-yet-valid wrong-purpose revoked weak-key many-names'
by_others='wrong-ca self-signed not-a-ca'
margin=$((7 * 24 * 3600))       # seconds of life left that call for a new set

die() {
    printf 'certs: %s\n' "$1" >&2
    exit 1
}

cd "$(dirname "$0")" || die "cannot enter $(dirname "$0")"
here=$(pwd)
# shellcheck source=certs/issue.sh
. ./issue.sh

need() {
    command -v "$1" >/dev/null ||
        die "$1 not found: run \`make deps\` in the kit's top folder"
}

# The files of the set. By name alone they are not told apart: weak-key.pem is
# a certificate, whose key is weak-key-key.pem.
certificates() {
    echo ca.pem unexpected/other-ca.pem
    for name in $good; do echo "$name.pem"; done
    for name in $by_our_ca $by_others; do echo "unexpected/$name.pem"; done
}

keys() {
    echo ca-key.pem
    for name in $good; do echo "$name-key.pem"; done
    for name in $by_our_ca $by_others; do echo "unexpected/$name-key.pem"; done
}

outputs() {
    certificates
    echo "$lists"
    keys
}

# ---- Is the set still good? ------------------------------------------------
# Checksums rather than time stamps: a file cut short by a full disk, or
# overwritten by an experiment, is as bad as one that is missing.

fresh() { # sets why when it is not
    why='there was none'
    [ -f .stamp ] || return 1
    why='.stamp was damaged'
    [ -r .stamp ] || return 1
    read -r _ from until <.stamp || return 1
    case ${from:-x}${until:-x} in *[!0-9]*) return 1 ;; esac
    now=$(date +%s)
    [ "$now" -ge "$from" ] || {
        why='the clock was set back'
        return 1
    }
    [ "$now" -lt "$((until - margin))" ] || {
        why="the old one ends $(date -d "@$until" +%F)"
        return 1
    }
    bad=$(sha256sum --check --quiet --strict .stamp 2>/dev/null) && return 0
    file=${bad%%:*}
    if [ -z "$file" ]; then why='.stamp was damaged'
    elif [ ! -e "$file" ]; then why="$file was missing"
    elif [ ! -r "$file" ]; then why="$file was unreadable"
    else why="$file had changed"
    fi
    return 1
}

# ---- Generating ------------------------------------------------------------
# In .new, which is of the same file system, so that publishing is renaming.

generate() {
    self_sign ca ca
    for name in $good; do issue "$name" ca; done

    dns_names 300 >>templates/many-names.cfg
    for name in $by_our_ca; do issue "unexpected/$name" ca; done
    self_sign unexpected/other-ca ca
    issue unexpected/wrong-ca unexpected/other-ca
    self_sign unexpected/self-signed self-signed
    issue unexpected/not-a-ca-issuer ca
    issue unexpected/not-a-ca unexpected/not-a-ca-issuer
    cat unexpected/not-a-ca-issuer.pem >>unexpected/not-a-ca.pem

    revoke crl ca unexpected/revoked.pem
    revoke crl-sensor-1 ca unexpected/revoked.pem sensor-1.pem
}

# The first end of anything whose end would change a verdict, in seconds.
find_end() { # sets until
    for file in $(certificates); do
        [ "$file" != unexpected/expired.pem ] || continue
        certtool --certificate-info --infile "$file" >>ends 2>log ||
            die "$file is not a certificate: $(tail -n 1 log)"
    done
    for file in $lists; do
        certtool --crl-info --infile "$file" >>ends 2>log ||
            die "$file is not a CRL: $(tail -n 1 log)"
    done
    until=$(sed -n 's/^.*\(Not After\|Next at\): //p' ends |
        date -f - +%s | sort -n | head -n 1)
    [ -n "$until" ] || die 'the new set has no expiry date'
}

build() {
    case $(date +%Y) in
    202[1-9] | 20[3-8]?) ;;
    *) die "the clock says $(date +%F), but the set is for 2021 to 2089: set\
 the clock" ;; # else `expired` or `not-yet-valid` would be good
    esac
    rm -rf .new
    mkdir .new .new/unexpected
    # A copy: what is used is what the stamp's checksums speak of, even when
    # somebody saves a template meanwhile.
    cp -R templates certs.sh issue.sh .new/ 2>/dev/null ||
        die "cannot write to $here/.new: is the disk full?"
    cd .new
    sha256sum certs.sh issue.sh templates/*.cfg >sums
    generate
    # shellcheck disable=SC2046  # names without blanks, meant to be split
    sha256sum $(outputs) >>sums || die 'the new set is incomplete'
    find_end
    { echo "# $(date -d yesterday +%s) $until" && cat sums; } >.stamp
    # shellcheck disable=SC2046,SC2086  # as above
    chmod 644 $(certificates) $lists
}

# Each file is whole at any time; the set is, once .stamp is there again. A
# kill between the renames leaves no stamp, hence a new set on the next run.
publish() {
    trap '' HUP INT TERM
    rm -f "$here/.stamp"
    mkdir -p "$here/unexpected"
    chmod 755 "$here/unexpected"
    for file in $(outputs); do mv -f "$file" "$here/$file"; done
    mv -f .stamp "$here/.stamp"
}

# The lock is on the Makefile, for it is always there: a lock file of its
# own could not be removed while somebody may be waiting for it. Opened for
# writing because NFS demands that; nothing is written. 1 is the status of a
# lock that is held; a file system that has no locks is done without.
lock() {
    need flock
    for file in "$here" "$here/Makefile" "$here/unexpected"; do
        [ ! -e "$file" ] || [ -w "$file" ] || die "cannot write to $file\
 (owner $(stat -c %U "$file")): make it writable, or work in a copy"
    done
    exec 9<>Makefile
    flock -w 120 9 2>/dev/null || [ $? -ne 1 ] ||
        die "another make has held $here/Makefile for 120 s"
}

all() {
    fresh && return
    need certtool
    lock
    fresh && return         # somebody else made it while we waited
    trap 'rm -rf "$here/.new"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    build
    publish
    printf 'certs: generated a new set in %s, good until %s (%s)\n' \
        "$here" "$(date -d "@$until" +%F)" "$why"
}

clean() {
    lock
    # shellcheck disable=SC2046  # names without blanks, meant to be split
    rm -f .stamp $(outputs)
    rm -rf .new
    [ ! -d unexpected ] || rmdir unexpected 2>/dev/null || :  # not only ours
}

case ${1-} in
all | clean) "$1" ;;
*)
    echo 'usage: certs.sh all|clean' >&2
    exit 2
    ;;
esac
