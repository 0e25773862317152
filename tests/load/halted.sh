#!/bin/sh
# SPDX-License-Identifier: MIT
# A client that hardly ever runs: halted.sh STOPPED RUNNING PROGRAM [WORD...]
# The program, a suite of contract tests, stands still for STOPPED seconds and
# runs for RUNNING, in turn; its server does not stand still. What has to be
# faster than the server's time-out is red here, and costs no CPU to find:
#     MTLS_SERVER=build/fixed/mtls-server MTLS_CERTS=certs \
#         sh tests/load/halted.sh 1.3 0.02 build/tests/contract/timeouts

set -u
stopped=$1
running=$2
shift 2
"$@" &
pid=$!
trap 'kill -CONT "$pid" 2>/dev/null; kill "$pid" 2>/dev/null; exit 130' INT TERM
while kill -STOP "$pid" 2>/dev/null; do
    sleep "$stopped"
    kill -CONT "$pid" 2>/dev/null || :
    sleep "$running"
done
wait "$pid"
