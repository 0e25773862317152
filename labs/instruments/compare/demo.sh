#!/bin/sh
# SPDX-License-Identifier: MIT
# What make demo runs: demo.sh BUILD CERTS OUTPUT [OPTION...], the options of
# compare. Looks that all is there, has compare measure, and gnuplot draw.
# OUTPUT gets what is whole: demo.json, demo.dat and the pictures. Servers, load
# generators and gnuplot write in a temporary folder, which MTLS_TEST_KEEP=1
# keeps. Exit status: that of compare.

set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd)
build=$1
certs=$2
output=$3
shift 3

fail() { # TEXT...
    echo "demo: $*" >&2
    exit 1
}

# ---- What must be there ----------------------------------------------------

# Better said now than after a minute of measuring.
# shellcheck source=labs/files.sh
. "$here/../../files.sh"
machine_ready || exit 1
command -v gnuplot >/dev/null ||
    fail 'no gnuplot to draw the curves: make deps installs gnuplot-nox'
for each in compare mtls-load libheapmeter.so; do
    [ -r "$build/instruments/$each" ] ||
        fail "there is no $build/instruments/$each: make instruments builds it"
done
mkdir -p -- "$output" 2>/dev/null || fail "cannot make the folder $output"
[ -w "$output" ] || fail "cannot write in $output: is it yours, and not read-only?"

work= # a temporary folder
pid=  # of compare
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    [ -z "$pid" ] || { kill "$pid" && wait "$pid"; } 2>/dev/null
    case $work:${MTLS_TEST_KEEP:-} in
    '':*) ;;
    *:1) echo "kept $work" ;;
    *) rm -rf -- "$work" ;;
    esac
}
stopped() { # STATUS
    echo "demo: stopped; $output keeps the result of the last whole run" >&2
    exit "$1"
}
trap clean_up EXIT
trap 'stopped 129' HUP
trap 'stopped 130' INT
trap 'stopped 143' TERM

# No blank or colon in it: in LD_PRELOAD either would end the path.
case ${TMPDIR:-} in
*[[:space:]:]* | [!/]*) TMPDIR=/tmp ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/demo.XXXXXX" 2>/dev/null) ||
    fail "cannot make a folder in ${TMPDIR:-/tmp}: is it there, with room?"
for each in mtls-load libheapmeter.so; do
    ln -s "$(readlink -f -- "$build/instruments/$each")" "$work" ||
        fail "cannot write in $work: is the disk full?"
done

# ---- The run ---------------------------------------------------------------

# In the background: the shell minds a signal only while it waits.
TMPDIR=$work MTLS_CERTS=$certs MTLS_INSTRUMENTS=$work \
    "$build/instruments/compare" --build "$build" --work "$work" \
    --truth "$here/../../../tests/truth.csv" "$@" &
pid=$!
status=0
wait "$pid" || status=$?
pid=
[ "$status" -lt 128 ] || stopped "$status"
# Older ones must not pass for the result of this run.
rm -f -- "$output/demo.json" "$output/demo.dat" "$output/demo.svg" \
    "$output/demo.png"
[ -e "$work/demo.json" ] || exit "$status"

log=$work/gnuplot.log
(cd -- "$work" && timeout 60 gnuplot -d "$here/demo.gnuplot") >"$log" 2>&1 ||
    fail "gnuplot ended with status $?: $(tail -n 1 "$log")"
# gnuplot does not tell when a disk is full: is the end there?
{ tail -c 16 "$work/demo.svg" | grep -q '</svg>' &&
    tail -c 16 "$work/demo.png" | grep -q IEND; } ||
    fail "the pictures are not complete: is the disk of $work full?"
for each in demo.json demo.dat demo.svg demo.png; do
    { cp -- "$work/$each" "$output/$each.part" &&
        mv -- "$output/$each.part" "$output/$each"; } || {
        rm -f -- "$output/$each.part"
        fail "cannot write $output/$each: is the disk full?"
    }
done
echo
echo "$output/demo.json, demo.svg, demo.png"
exit "$status"
