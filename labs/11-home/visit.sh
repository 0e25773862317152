# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with labs/lib.sh
# SPDX-License-Identifier: MIT
# Lab 11: the visitors of GET /checksum/NAME. Sourced by run.sh and check.sh.

home_kinds='whole head missing keep-alive half gone'

# ---- What is there to be had -----------------------------------------------

home_data() {
    { mkdir -p "$LAB_TMP/data/folder" &&
        : >"$LAB_TMP/data/empty.bin" &&
        head -c 3000000 /dev/zero | tr '\0' 'x' >"$LAB_TMP/data/large.bin" &&
        echo secret >"$LAB_TMP/secret.txt" &&
        echo secret >"$LAB_TMP/data/.hidden" &&
        ln -s ../secret.txt "$LAB_TMP/data/link.bin" &&
        mkfifo "$LAB_TMP/data/pipe.bin"; } 2>/dev/null ||
        lab_fail "cannot write in $LAB_TMP: is the disk full?"
}

# Whether a server is slow or the machine is, nobody knows; one that has ended
# has done so by its own code: home_died, check.sh's.
home_unanswered() { # TEXT
    ! server_died || home_died "$1"
    lab_fail "$1"
}

# ---- Visitors --------------------------------------------------------------

home_curl() { # OPTION...: its body goes to LAB_TMP/body
    : >"$LAB_TMP/body"
    curl -sS --noproxy '*' --path-as-is --max-time 20 --no-sessionid \
        --cacert "$LAB_CERTS/ca.pem" --cert "$LAB_CERTS/sensor-1.pem" \
        --key "$LAB_CERTS/sensor-1-key.pem" -o "$LAB_TMP/body" "$@"
}

# Says its piece and leaves, without waiting for an answer.
home_leaver() { # TEXT
    # shellcheck disable=SC2059 # a text with \r\n in it
    printf "$1" | gnutls-cli -p "${server_url##*:}" \
        --x509cafile "$LAB_CERTS/ca.pem" \
        --x509certfile "$LAB_CERTS/sensor-1.pem" \
        --x509keyfile "$LAB_CERTS/sensor-1-key.pem" 127.0.0.1 \
        >"$LAB_TMP/left" 2>&1 || : # the server may close first
}

# Asks a hundred times, and is gone when the first answer comes.
home_gone() { # REQUEST
    rm -f "$LAB_TMP/asks"
    mkfifo "$LAB_TMP/asks"
    : >"$LAB_TMP/left"
    gnutls-cli -p "${server_url##*:}" --x509cafile "$LAB_CERTS/ca.pem" \
        --x509certfile "$LAB_CERTS/sensor-1.pem" \
        --x509keyfile "$LAB_CERTS/sensor-1-key.pem" 127.0.0.1 \
        <"$LAB_TMP/asks" >"$LAB_TMP/left" 2>&1 &
    gone=$!
    exec 9>"$LAB_TMP/asks"
    ( # which SIGPIPE ends, if no server is there
        asked=0
        while [ $((asked += 1)) -le 100 ]; do
            # shellcheck disable=SC2059 # a text with \r\n in it
            printf "$1" >&9
        done
    ) || :
    until_true home_heard || home_unanswered 'gnutls-cli got no answer'
    grep -q '^HTTP/1.1' "$LAB_TMP/left" ||
        home_unanswered 'gnutls-cli got no answer'
    kill -9 "$gone" 2>/dev/null || : # it has ended, if the server has
    wait "$gone" 2>/dev/null || : # killed
    exec 9>&-
}

home_heard() { # or never will
    server_ended || grep -q '^HTTP/1.1' "$LAB_TMP/left"
}

home_visit() { # KIND COUNT
    get='GET /checksum/large.bin HTTP/1.1\r\nHost: x\r\n'
    visits=0
    case $1 in
    whole)
        home_curl -H 'Connection: close' "$server_url/checksum/blob.bin?[1-$2]"
        ;;
    head) home_curl -I "$server_url/checksum/blob.bin?[1-$2]" ;;
    missing) home_curl "$server_url/checksum/none.bin?[1-$2]" ;;
    keep-alive)
        home_curl "$server_url/checksum/blob.bin?[1-$2]"
        ;;
    half) # its body never comes whole
        while [ $((visits += 1)) -le "$2" ]; do
            home_leaver "${get}Content-Length: 99\r\n\r\nhalf"
        done
        ;;
    gone) # while its next answers are made
        while [ $((visits += 1)) -le "$2" ]; do
            home_gone "$get\r\n"
        done
        ;;
    esac || home_unanswered "a request of kind $1 was not answered"
}

# ---- Answers ---------------------------------------------------------------

home_wrong() { # TEXT...
    echo "$@"
    return 1
}

# Asks; sets code, 000 if there is no answer. None in time is no wrong one.
home_asks() { # OPTION...
    late=
    code=$(home_curl -w '%{http_code}' "$@" 2>"$LAB_TMP/curl") ||
        [ "$?" -ne 28 ] || late=1
    [ -z "$late" ] || home_unanswered 'a request was not answered in time'
}

home_file() { # NAME
    home_asks "$server_url/checksum/$1"
    [ "$code" = 200 ] || home_wrong "GET /checksum/$1: $code, not 200" ||
        return 1
    sum=$(sha256sum <"$LAB_TMP/data/$1")
    size=$(wc -c <"$LAB_TMP/data/$1")
    for part in "\"name\":\"$1\"" "\"bytes\":${size}[,}]" \
        "\"sha256\":\"${sum%% *}\""; do
        tr -d ' \n' <"$LAB_TMP/body" | grep -q "$part" ||
            home_wrong "GET /checksum/$1: no $part: $(cat "$LAB_TMP/body")" ||
            return 1
    done
}

home_answers() {
    for name in blob.bin empty.bin large.bin; do
        home_file "$name" || return 1
    done
    for name in none.bin '' folder link.bin pipe.bin .hidden .. ../secret.txt \
        ..%2fsecret.txt; do
        home_asks "$server_url/checksum/$name"
        [ "$code" = 404 ] ||
            home_wrong "GET /checksum/$name: $code, not 404" || return 1
    done
    home_asks "$server_url/checksum/blob.bin"
    size=$(wc -c <"$LAB_TMP/body")
    home_asks -I "$server_url/checksum/blob.bin"
    { grep -q '^HTTP/1.1 200' "$LAB_TMP/body" &&
        grep -qi "^content-length: $size" "$LAB_TMP/body"; } ||
        home_wrong "HEAD is not as GET: $(head -n 1 "$LAB_TMP/body")" ||
        return 1
    home_asks -X POST -D "$LAB_TMP/head" -d x "$server_url/checksum/blob.bin"
    { [ "$code" = 405 ] && grep -qi '^allow: GET, HEAD' "$LAB_TMP/head"; } ||
        home_wrong "POST /checksum/blob.bin: $code, not 405 with Allow"
}
