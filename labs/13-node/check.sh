#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 13: asks the server what it is there for, and counts what its clients
# leave behind. Exit 0 solved, 1 not yet, 2 could not judge.
#     check.sh [SERVER]

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/13-node/clients.sh
. labs/13-node/clients.sh

server=${1:-$LAB_WORK/server.js}
lab_file "$server"
node_needed
no() { # TEXT...
    echo "$@"
    exit 1
}

probe_ended() {
    tail -n 20 "$server_err"
    no 'the server has ended by itself'
}

unanswered() { # TEXT...
    ! server_died || probe_ended
    no "$@"
}

answers() { # [WORD]
    node "$node_lab/answers.js" "$server_url" "$LAB_CERTS" "$server_err" "$@" ||
        unanswered 'not all of its answers are right'
}

does() { # COMMAND...: the clients met the end that they should
    "$@" || {
        cat "$LAB_TMP/load"
        unanswered 'a client did not end as it should'
    }
}

# The same before each look, and more than a hundred of it by the client that
# stays: a list of the last hundred, whatever it holds of each, has the same.
snapshot() { # FILE: of the server at rest, after so many steps
    does node_load "$node_steps"
    node_ask_again 128 || unanswered 'a client that stays got no answer'
    server_read
    [ "$1" = after ] || node_open || no 'SIGUSR1 opens no inspector: it is' \
        'the signal for that, and the server takes it for itself'
    node_look snapshot "$1" || lab_fail 'there is no snapshot: see above'
}

# ---- It does what it is there for ------------------------------------------

node --check "$server" >"$LAB_TMP/said" 2>&1 || {
    cat "$LAB_TMP/said"
    exit 1
}
[ ! -t 2 ] || echo 'asks what the server is there for' >&2
probe_fail() { # TEXT...: that it does not start is the learner's doing
    [ "$*" != 'the server did not start' ] || no "$@"
    lab_fail "$@"
}
node_start "$server" --require "$node_lab/unseen.js"
probe_fail() { # TEXT...
    lab_fail "$@"
}
does node_load 1
answers
cp "$LAB_CERTS/server-2.pem" "$LAB_TMP/server.pem"
cp "$LAB_CERTS/server-2-key.pem" "$LAB_TMP/server-key.pem"
kill -HUP "$server_pid" 2>/dev/null || probe_ended
answers renewed

# ---- It gives back what it took --------------------------------------------

[ ! -t 2 ] || echo 'counts what its clients leave behind' >&2
does node_warm
node_stay || unanswered 'a client that stays got no answer'
snapshot before
node "$node_lab/heap.js" many "$LAB_TMP/before" 128 || exit 1
server_read --json
files=$(server_held descriptors)
snapshot after
node "$node_lab/heap.js" grown "$LAB_TMP/before" "$LAB_TMP/after" \
    "$node_steps" || exit 1
server_read --json
files=$(($(server_held descriptors) - files))
[ "$files" -le 0 ] || no "$node_steps steps of each kind leave $files" \
    'descriptors open'
node_stay_end

# ---- It ends well ----------------------------------------------------------

answers "$server_pid"
server_stop || no "the server ends with status $server_status"
echo "the answers are right; $node_steps steps of each kind leave no"
echo 'connection, request, stream or server, and nothing else for each step'
