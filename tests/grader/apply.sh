#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes a module out of a fix that is kept as a patch:
#     apply.sh PATCH OUTFILE
# The patch's `---` line names the file it is for, from the kit's top folder
# (leaky/peer.c). A patch that no longer fits to the letter is an error: it
# would be another fix than the one that was tried. Exits 0, or 2.

set -eu
fail() {
    echo "apply.sh: $*" >&2
    exit 2
}

[ $# -eq 2 ] || fail 'usage: apply.sh PATCH OUTFILE'
patch=$1
out=$2
top=$(cd "$(dirname "$0")/../.." && pwd)
[ -r "$patch" ] || fail "cannot read $patch"
command -v patch >/dev/null ||
    fail 'there is no patch(1): install it, as with apt install patch'
base=$(sed -n '/^--- /{s/^--- \([^[:blank:]]*\).*/\1/p;q;}' "$patch")
[ -n "$base" ] || fail "$patch has no line that begins with ---"
[ -r "$top/$base" ] || fail "$patch is for $base, which is not there"
mkdir -p "$(dirname "$out")"
rm -f "$out"
patch -s -F 0 -r - -o "$out" "$top/$base" <"$patch" >&2 || {
    rm -f "$out"
    fail "$patch does not fit $base any more: make it anew"
}
