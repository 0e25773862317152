#!/bin/sh
# SPDX-License-Identifier: MIT
# What a lab's server grows by, for labs/lab report: growth.sh KIND NAME=PROGRAM
# of each server. Prints curves in the form of demo.dat: after each round of
# steps of KIND (mtls-load's), live bytes at rest above the first reading. A
# server that fails a client has a curve that ends there. Run like a lab's
# run.sh: labs/lib.sh has the environment.

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh

kind=$1
shift
rounds=8
steps=25
warm_up=128 # all 64 threads of leaky/server.c are met

server_options='--threads 1'

curve() ( # PROGRAM
    LAB_SERVER=$1
    lab_start server_metered
    lab_load "$warm_up" "$kind"
    first=$(server_rest bytes)
    echo '0 0'
    round=0
    while [ "$round" -lt "$rounds" ]; do
        round=$((round + 1))
        lab_load "$steps" "$kind"
        echo "$((round * steps)) $(($(server_rest bytes) - first))"
    done
    server_stop || :
)

for pair; do
    echo "# ${pair%%=*}"
    curve "${pair#*=}" 2>"$LAB_TMP/curve" || {
        echo "of ${pair%%=*}: $(tail -n 1 "$LAB_TMP/curve")" >&2
    }
    echo
done
