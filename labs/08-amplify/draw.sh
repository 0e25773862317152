#!/bin/sh
# SPDX-License-Identifier: MIT
# draw.sh TABLE FOLDER: puts the table of amplify.sh, as amplify.csv, and its
# picture, amplify.svg, into FOLDER; both or neither.

set -eu
unset CDPATH
here=$(cd "$(dirname "$0")" && pwd)
fail() { # TEXT...
    echo "make amplify: $*" >&2
    exit 1
}
command -v gnuplot >/dev/null ||
    fail 'no gnuplot to draw: make deps installs gnuplot-nox'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$1" "$work/amplify.csv" # under its name
awk -v form=bars -f "$here/../table.awk" -f "$here/amplify.awk" "$1" \
    >"$work/amplify.dat"
(cd "$work" && timeout 60 gnuplot -d "$here/amplify.gnuplot") \
    >"$work/log" 2>&1 || fail "gnuplot: $(tail -n 1 "$work/log")"
tail -c 16 "$work/amplify.svg" | grep -q '</svg>' ||
    fail "the picture is not complete: is the disk of $work full?"
cp "$work/amplify.csv" "$work/amplify.svg" "$2"
