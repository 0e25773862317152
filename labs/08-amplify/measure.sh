# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with labs/lib.sh
# SPDX-License-Identifier: MIT
# Lab 08: one kind of client and three ways to serve it. The client is curl in
# each, with the same certificate in its hand: mtls-load speaks only https.
# Sourced by run.sh, check.sh and amplify.sh.

amplify_modes='plain oneway mutual'
amplify_modules=$(sh tests/modules.sh)
amplify_good=
for each in $amplify_modules leaky fixed; do
    [ "$each" = peer ] || amplify_good="$amplify_good $each"
done
amplify_subjects="$amplify_modules leaky fixed"
amplify_jobs=
amplify_holds=fixed # whose open connections are measured, too

# ---- The servers -----------------------------------------------------------

# A build of its own, which knows --plain and --client-auth none.
amplify_build() {
    lab_needs curl
    if [ "$LAB_BUILD" = "$PWD/build" ]; then
        [ ! -t 2 ] || echo 'builds the servers with LAB_MODES=1' >&2
        make -s --no-print-directory LAB_MODES=1 build variants \
            >"$LAB_TMP/make" 2>&1 || {
            cat "$LAB_TMP/make" >&2
            lab_fail 'make LAB_MODES=1 build variants does not work'
        }
    fi
    [ -x "$LAB_BUILD/lab/fixed/mtls-server" ] ||
        lab_fail "there is no $LAB_BUILD/lab/fixed/mtls-server"
}

amplify_known() { # WORD...: of run.sh
    [ $# -lt 3 ] || lab_no_words "$3"
    case " where$amplify_good peer " in
    *" ${1:-where} "*) ;;
    *) lab_fail "no server is called $1: say leaky, fixed, or a module" ;;
    esac
    case " $amplify_modes " in
    *" ${2:-mutual} "*) ;;
    *) lab_fail "no mode is called $2: say plain, oneway or mutual" ;;
    esac
}

amplify_choose() { # SERVER MODE: for lab_start
    LAB_SERVER=$LAB_BUILD/lab/variants/$1/mtls-server
    case $1 in leaky | fixed) LAB_SERVER=$LAB_BUILD/lab/$1/mtls-server ;; esac
    case $2 in
    plain) server_options='--threads 1 --plain' ;;
    oneway) server_options='--threads 1 --client-auth none' ;;
    mutual) server_options='--threads 1' ;;
    esac
}

# ---- The clients -----------------------------------------------------------

amplify_curl() { # CLIENT OPTION...
    client=$LAB_CERTS/$1
    shift
    curl -sS --noproxy '*' --cacert "$LAB_CERTS/ca.pem" \
        --cert "$client.pem" --key "$client-key.pem" --no-sessionid \
        -H 'Connection: close' -o "$LAB_TMP/body" "$@"
}

# COUNT downloads, one after the other, each on a connection of its own. A
# client with an expired certificate asks as well: where nobody looks at its
# certificate, it is served.
amplify_ask() { # SERVER COUNT
    case $1 in
    peer)
        amplify_curl unexpected/expired \
            "$server_url/firmware/blob.bin?[1-$2]" 2>"$LAB_TMP/curl" || :
        ;;
    *)
        amplify_curl sensor-1 "$server_url/firmware/blob.bin?[1-$2]" ||
            lab_fail 'curl got no answer'
        ;;
    esac
}

# ---- Open connections ------------------------------------------------------

amplify_all_open() { # COUNT: each has heard that its body may come
    amplify_heard=$(cat "$LAB_TMP"/heard.* | grep -c '^< HTTP/1.1 100') || :
    [ "$amplify_heard" -eq "$1" ]
}

# COUNT clients begin to send a request, and stay until amplify_close.
amplify_open() { # COUNT
    [ -p "$LAB_TMP/pipe" ] || mkfifo "$LAB_TMP/pipe"
    rm -f "$LAB_TMP"/heard.*
    held=
    for i in $(seq "$1"); do
        : >"$LAB_TMP/heard.$i"
        amplify_curl sensor-1 -v -X POST -T - -H 'Expect: 100-continue' \
            -H 'Content-Type: application/json' \
            --expect100-timeout 60 "$server_url/readings" <"$LAB_TMP/pipe" \
            2>"$LAB_TMP/heard.$i" &
        held="$held $!"
    done
    exec 9>"$LAB_TMP/pipe"
    until_true amplify_all_open "$1" ||
        lab_fail 'curl does not come to its request'
}

amplify_close() {
    exec 9>&- # the end of each body
    # shellcheck disable=SC2086 # ids
    wait $held || lab_fail 'a client that held its connection got no answer'
}

# A line: held MODE BYTES SERVER, what each of ten open connections adds.
amplify_held() { # MODE SERVER
    amplify_before=$(server_rest bytes)
    amplify_open 10
    server_staying=10
    amplify_opened=$(($(server_rest bytes) - amplify_before))
    server_staying=0
    amplify_close
    echo "held $1 $((amplify_opened / 10)) $2"
}

# Each of the 64 threads of leaky/server.c has had a client after this: a
# thread's first handshake allocates 192 bytes for that thread, once.
amplify_warm() { # SERVER MODE
    case $1.$2 in
    server.oneway | server.mutual | leaky.oneway | leaky.mutual)
        amplify_open 64
        amplify_close
        ;;
    esac
    amplify_ask "$1" 4
}

# ---- What is counted -------------------------------------------------------

# Live bytes and allocations so far, when no client is there.
amplify_now() {
    server_read --json
    echo "$(server_held bytes)" "$(server_held allocs)"
}

amplify_differ() { # WORD... BYTES ALLOCATIONS BYTES ALLOCATIONS COUNT
    awk -v line="$*" 'BEGIN {
        n = split(line, a, " ")
        printf "%s %s %.10g %.0f\n", a[1], a[2], (a[n - 2] - a[n - 4]) / a[n],
            (a[n - 1] - a[n - 3]) / a[n]
    }'
}

# The line of COMMAND, whose third word is a number of bytes, as soon as two in
# a row have the same: what a thread or a table allocates once shows in one of
# them, and may well be a whole number for each connection.
amplify_twice() { # COMMAND WORD...
    amplify_last=
    for _ in 1 2 3 4 5 6 7 8; do
        "$@" >"$LAB_TMP/line"
        read -r _ _ amplify_bytes _ <"$LAB_TMP/line"
        [ "$amplify_bytes" = "$amplify_last" ] || {
            amplify_last=$amplify_bytes
            continue
        }
        cat "$LAB_TMP/line"
        return
    done
    lab_fail "no two of eight rounds are equal: $(cat "$LAB_TMP/line")"
}

# A line: SERVER MODE, bytes kept and allocations made for each connection.
amplify_kept() { # SERVER MODE
    amplify_before=$(amplify_now)
    amplify_ask "$1" 20
    # shellcheck disable=SC2046,SC2086 # words
    amplify_differ "$1" "$2" $amplify_before $(amplify_now) 20
}

# ---- All of it -------------------------------------------------------------

# In a subshell, with a folder of its own.
amplify_mode() { # MODE SERVER...
    mode=$1
    shift
    LAB_TMP=$LAB_TMP/$mode
    for subject; do
        rm -rf "$LAB_TMP"
        mkdir -p "$LAB_TMP"
        amplify_choose "$subject" "$mode"
        lab_start server_metered
        amplify_warm "$subject" "$mode"
        amplify_twice amplify_kept "$subject" "$mode"
        case " $amplify_holds " in
        *" $subject "*) amplify_twice amplify_held "$mode" "$subject" ;;
        esac
        server_stop || lab_fail "the server $subject did not end well"
    done
}

amplify_end() {
    # shellcheck disable=SC2086 # ids
    [ -z "$amplify_jobs" ] || kill $amplify_jobs 2>/dev/null || :
    # shellcheck disable=SC2086
    wait $amplify_jobs 2>/dev/null || :
    server_kill
}

# The three modes at the same time. Leaves all lines in LAB_TMP/lines.
amplify_all() {
    at_end amplify_end
    rm -f "$LAB_TMP"/*.lines
    for each in $amplify_modes; do
        # shellcheck disable=SC2086 # names
        (amplify_mode "$each" $amplify_subjects) >"$LAB_TMP/$each.lines" &
        amplify_jobs="$amplify_jobs $!"
    done
    for each in $amplify_jobs; do
        wait "$each" || exit 2
    done
    amplify_jobs=
    cat "$LAB_TMP"/*.lines >"$LAB_TMP/lines"
}

# By function of GnuTLS or library: what of it the stock module `server` keeps
# for each of ten connections, from memcheck's own records.
amplify_where() { # MODE
    amplify_choose server "$1"
    lab_start valgrind --command-line-only=yes --leak-check=full \
        --num-callers=30 --show-leak-kinds=definite,indirect \
        --log-file="$LAB_TMP/memcheck"
    amplify_ask server 10
    server_stop || lab_fail 'memcheck did not end well'
    awk -f labs/08-amplify/where.awk "$LAB_TMP/memcheck"
}
