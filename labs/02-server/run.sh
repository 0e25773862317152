#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 02: what memcheck says at exit of a server that served a few clients.
# Argument: how many (5).

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh

clients=${1:-5}
[ $# -lt 2 ] || lab_no_words "$2"
lab_number "$clients"

echo "# valgrind --leak-check=full --num-callers=5 mtls-server," \
    "and $clients clients, one after the other:"
lab_start valgrind --command-line-only=yes --fair-sched=try \
    --leak-check=full --num-callers=5
# In a shell of its own, which may fail: memcheck's words come all the same.
(lab_load "$clients" readings) || :
(server_rest >"$LAB_TMP/rest") || :
server_stop || echo "# the server ended with status $server_status"
cat "$LAB_TMP/log"
