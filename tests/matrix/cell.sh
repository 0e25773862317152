#!/bin/sh
# SPDX-License-Identifier: MIT
# One cell of the matrix: runs a server under a tool, in tests/:
#     cell.sh TOOL SUBJECT RESULTS
# with BUILD and CERTS in the environment. SUBJECT is a leak, or fixed. Writes
# RESULTS/TOOL/SUBJECT/outcome, one line of what the tool said and how long it
# took, in hundredths of a second:
#     names                  the guilty function is in a stack of a report
#     left AMOUNT            so many blocks (heaptrack: bytes; of a tool that
#                            reads the source: leaks) are reported, none by
#                            that name
#     grew AMOUNT AMOUNT     the number after one length, after one twice it
#     missing PACKAGE        the tool is not installed; or ptrace, which it
#                            needs, is refused
# table.awk makes verdicts of that.

# shellcheck disable=SC1091,SC2034,SC2153,SC2154 # shared with what it sources
set -eu
tool=$1
subject=$2
work=$3/$1/$2
build=$BUILD
certs=$CERTS
instruments=$build/instruments
here=matrix
length=${MATRIX_LENGTH:-8} # steps of each kind
modules=$(sh modules.sh)

case $subject in
fixed) binary=$build/fixed/mtls-server ;;
*) binary=$build/variants/$subject/mtls-server ;;
esac
# Of fixed, nobody is to be named.
functions=$(awk -F, -v leak="$subject" \
    '$1 == leak || (leak == "fixed" && /^[a-z]+,/ && $1 != "leak") {
        print $4 }' truth.csv | sort -u | tr '\n' ' ')
[ -n "$functions" ] || { echo "matrix: no leak $subject" >&2; exit 2; }

. "$here/session.sh"
probe_name=matrix
probe_number MATRIX_LENGTH "$length"
. "$here/valgrind.sh"
. "$here/others.sh"
. "$here/static.sh"

rm -rf "$work"
mkdir -p "$work"
at_end server_kill
outcome=
"tool_$tool"
echo "$outcome $spent" >"$work/outcome"
echo "matrix: $tool, $subject: $outcome" >&2
