#!/bin/sh
# SPDX-License-Identifier: MIT
# What `make amplify` measures, more than lab 08 does: also with certificates
# of many names, and with chains of them, at both ends.
#     amplify.sh BUILD CERTS TABLE [CASES [SERVERS]]
# TABLE gets a row for each server, mode and case, which is NAMES/CHAIN: so
# many names in the certificate of either end, so many certificates in what it
# sends. Under plain HTTP there are none. Bytes and allocations are those of
# lab 08: kept and made for each connection, held for each that is open.

set -eu
unset CDPATH
cd "$(dirname "$0")/../.."
[ $# -ge 3 ] || {
    echo 'amplify.sh: BUILD CERTS TABLE [CASES [SERVERS]]' >&2
    exit 2
}
LAB_BUILD=$(readlink -f "$1")
LAB_CERTS=$(readlink -f "$2")
table=$3
cases=${4:-1/1 1/2 1/3 300/1 300/2 300/3}
LAB_WORK=/nonexistent # nobody's work is looked at
LAB_TMP=$(mktemp -d)
amplify_top=$LAB_TMP
trap 'rm -rf "$amplify_top"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/08-amplify/measure.sh
. labs/08-amplify/measure.sh
# shellcheck source=certs/issue.sh
. certs/issue.sh
amplify_subjects=${5:-$amplify_subjects}
amplify_holds=$amplify_subjects

die() { # TEXT...
    lab_fail "$@"
}

# ---- Certificates ----------------------------------------------------------

# One of the kit's templates, but with these names.
leaf() { # NAME COUNT [ADDRESS]
    {
        sed '/^dns_name\|^ip_address\|^uri/d' \
            "$kit/templates/${1##*/}.cfg"
        dns_names "$2" "${3-}"
    } >"templates/${1##*/}.cfg"
    issue "$1" "$issuer"
    cat above >>"$1.pem"
}

# The files that the servers and curl ask for, in a folder of their own. The
# last of a chain is signed by the kit's CA, which nobody sends. The servers
# want a list of each CA of it, and take lists of those alone that they trust.
make_certs() { # KIT FOLDER NAMES CHAIN
    kit=$1
    shift
    mkdir -p "$1/templates" "$1/unexpected"
    cp "$kit/ca.pem" "$kit/ca-key.pem" "$kit/crl.pem" "$1"
    cp "$kit/templates/crl.cfg" "$1/templates/below.cfg"
    cd "$1"
    : >above
    issuer=ca
    below=1
    while [ "$below" -lt "$3" ]; do
        sed "s/^cn = .*/cn = \"mTLS Leak Kit CA below $below\"/" \
            "$kit/templates/ca.cfg" >"templates/below-$below.cfg"
        issue "below-$below" "$issuer"
        issuer=below-$below
        revoke below "$issuer"
        cat below.pem >>crl.pem
        cat "$issuer.pem" >>ca.pem
        cat "$issuer.pem" above >above.new
        mv above.new above
        below=$((below + 1))
    done
    leaf server "$(($2 - 1))" 7f000001
    leaf sensor-1 "$2"
    leaf unexpected/expired "$2"
}

# ---- The table -------------------------------------------------------------

# Of lines as measure.sh leaves them.
rows() { # NAMES CHAIN
    awk -v OFS=, -v names="$1" -v chain="$2" '
        $1 == "held" { held[$4, $2] = $3; next }
        { kept[$1, $2] = $3; allocations[$1, $2] = $4 }
        { line[NR] = $1 SUBSEP $2 }
        END {
            for (i = 1; i <= NR; i++)
                if (i in line) {
                    split(line[i], at, SUBSEP)
                    tls = at[2] != "plain"
                    print at[1], at[2], tls ? names : "", tls ? chain : "",
                        kept[line[i]], allocations[line[i]], held[line[i]]
                }
        }' "$LAB_TMP/lines"
}

# shellcheck disable=SC2034 # LAB_CERTS and probe_certs: measure.sh, probe.sh
measure() {
    amplify_build
    kit=$LAB_CERTS
    echo 'server,mode,names,chain,kept,allocations,held'
    for case in $cases; do
        [ ! -t 2 ] || echo "measures names/chain $case" >&2
        probe_certs=$amplify_top/certs-${case%/*}-${case#*/}
        (make_certs "$kit" "$probe_certs" "${case%/*}" "${case#*/}")
        LAB_CERTS=$probe_certs
        amplify_all
        rows "${case%/*}" "${case#*/}"
        amplify_modes='oneway mutual' # plain is measured once
    done
}

(measure) >"$amplify_top/table" # its traps end its servers
{ echo '# SPDX-License-Identifier: MIT' && cat "$amplify_top/table"; } >"$table"
