#!/bin/sh
# SPDX-License-Identifier: MIT
# `make test` RUNS times in a row on a busy machine, for load.mk:
#     run.sh TOP FOLDER RUNS [MAKE-ARGUMENT...]
# Prints a row for each, and keeps what a run said in FOLDER/run-N.log. The
# arguments choose less, as ONLY=contract/timeouts. Exit status: 0 all were
# green, 1 one was red.

set -u
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES # of the make that calls this
top=$1
folder=$2
runs=$3
shift 3
here=$(dirname "$0")
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../../labs/instruments/probe/probe.sh"
probe_name='make test-load'
probe_number RUNS "$runs"
# shellcheck source=tests/load/load.sh
. "$here/load.sh"

rm -rf "$folder"
mkdir -p "$folder"
make -s -C "$top" build variants instruments certs || exit 2
load_begin "$folder"
red=0
echo '| run | result | seconds | load |'
echo '| --- | --- | --- | --- |'
for run in $(seq "$runs"); do
    begun=$(seconds)
    word=green
    make -s -C "$top" test "$@" >"$folder/run-$run.log" 2>&1 || {
        word=RED
        red=$((red + 1))
    }
    echo "| $run | $word, $(tail -n 1 "$folder/run-$run.log") |" \
        "$(($(seconds) - begun)) | $(average) |"
    [ "$word" = green ] || grep -E '^\[  FAILED  \] [a-z]|, [1-9][0-9]* failed' \
        "$folder/run-$run.log" | sort -u | sed 's/^/    /'
done
echo "$((runs - red)) of $runs green; what they said: $folder"
[ "$red" -eq 0 ]
