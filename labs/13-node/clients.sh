# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with labs/lib.sh
# SPDX-License-Identifier: MIT
# Lab 13: a server on Node, and its clients. Sourced by run.sh and check.sh.

node_lab=$PWD/labs/13-node
node_steps=8 # of each kind, in what is measured

node_needed() {
    command -v node >/dev/null ||
        lab_fail 'there is no node: make deps-node'
    node_version=$(node --version) # v18.20.4
    node_major=${node_version#v}
    [ "${node_major%%.*}" -ge 18 ] ||
        lab_fail "node $node_version is too old: this lab needs 18"
}

# ---- The server ------------------------------------------------------------

# Its certificates are copies, which can be replaced. With no environment but
# PATH, nothing tells it that it is looked at.
node_start() { # SERVER [OPTION...]: of node
    { cp "$1" "$LAB_TMP/server.js" &&
        mkdir -p "$LAB_TMP/data" &&
        head -c 8000000 /dev/zero >"$LAB_TMP/data/large.bin" &&
        cp "$LAB_CERTS/server.pem" "$LAB_CERTS/server-key.pem" "$LAB_TMP"; } ||
        lab_fail "cannot write in $LAB_TMP: is the disk full?"
    shift
    server_options="--cert $LAB_TMP/server.pem --key $LAB_TMP/server-key.pem
        --log-level info"
    # Not lab_start: node reads it, where no program may run, too.
    at_end server_kill
    server_start "$LAB_TMP/server.js" \
        env -i PATH="$PATH" node --inspect-port=0 "$@"
}

node_look() { # COMMAND [FILE]
    node "$node_lab/look.js" "$1" "$server_pid" "$server_err" \
        ${2+"$LAB_TMP/$2"}
}

# What listens from then on is a further socket. Status 1: there is none.
node_open() { # the inspector, by the signal that is Node's own for it
    kill -USR1 "$server_pid"
    server_idle=$((server_idle + 1))
    server_read
    grep -q '^Debugger listening on ws:' "$server_err"
}

# ---- Clients that come and go ----------------------------------------------

node_kinds=whoami,post,readings,firmware,head,not-found,bad-json
node_kinds=$node_kinds,refused,abort:hello,abort:flight1,abort:flight2
node_kinds=$node_kinds,abort:finished,vanish:request,vanish:post
node_count=14

node_load() { # STEPS: of each kind, the same for each server
    lab_client --mix "$node_kinds" --count $((node_count * $1)) \
        "$server_url" &&
        lab_client --mix vanish:download --firmware large.bin --count "$1" \
            "$server_url"
}

# So much that what is bounded is full, in which a hundred are kept.
node_warm() {
    lab_client --mix post=9,refused=4 --count 156 "$server_url" && node_load 2
}

# ---- Clients that stay -----------------------------------------------------

node_heard() { # COUNT: so many lines, or that it failed
    [ "$(grep -c . "$LAB_TMP/stay.out")" -ge "$1" ] ||
        grep -q '^failed' "$LAB_TMP/stay.out"
}

node_stay() { # begins; status 1: they cannot
    rm -f "$LAB_TMP/stay.in"
    mkfifo "$LAB_TMP/stay.in"
    : >"$LAB_TMP/stay.out"
    node "$node_lab/stay.js" "$server_url" "$LAB_CERTS" \
        <"$LAB_TMP/stay.in" >>"$LAB_TMP/stay.out" &
    exec 9>"$LAB_TMP/stay.in"
    node_lines=1
    server_staying=2
    until_true node_heard 1 && ! grep '^failed' "$LAB_TMP/stay.out"
}

node_ask_again() { # COUNT: on the connection that stays
    node_lines=$((node_lines + 1))
    echo "$1" >&9
    until_true node_heard "$node_lines" &&
        ! grep '^failed' "$LAB_TMP/stay.out"
}

node_stay_end() {
    exec 9>&-
    server_staying=0
}
