#!/bin/sh
# SPDX-License-Identifier: MIT
# All that `make bench` measures, and where it is written:
#     bench_all.sh BUILD CERTS ROUNDS HANDSHAKES
# The tables of before stay until there are new ones.
set -eu

build=$1
here=$(dirname "$0")
fixed=$here/../../fixed
out=$build/bench
[ $# -eq 4 ] || {
    echo 'usage: bench_all.sh BUILD CERTS ROUNDS HANDSHAKES' >&2
    exit 2
}

sh "$here/bench.sh" "$build" "$2" "$3" "$4" >"$out/targets.csv"
sh "$here/versus.sh" "$build" "$2" "$3" >"$out/bench.csv"
for table in bench targets; do
    {
        echo '# SPDX-License-Identifier: MIT'
        cat "$out/$table.csv"
    } >"$here/$table.csv"
done
for table in bench targets; do
    sh "$here/../../tests/markers.sh" write "$here/$table.csv" \
        "$fixed/README.md"
    awk -f "$here/../table.awk" -f "$here/$table.awk" "$here/$table.csv"
    echo
done

if ! grep -q ',nginx,' "$here/bench.csv"; then
    echo 'make bench: no nginx, so no picture: fixed/bench.svg stays' >&2
elif command -v gnuplot >/dev/null; then
    awk -v picture=1 -f "$here/../table.awk" -f "$here/bench.awk" \
        "$here/bench.csv" >"$out/bench.dat"
    gnuplot -e "data='$out/bench.dat'; picture='$out/bench.svg'" \
        "$here/bench.gnuplot"
    cp "$out/bench.svg" "$fixed/bench.svg"
else
    echo 'make bench: no gnuplot to draw fixed/bench.svg: make deps' >&2
fi
