# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with cell.sh
# SPDX-License-Identifier: MIT
# The tools that are not valgrind's, for cell.sh. Each leaves its outcome in
# $outcome.

# ---- AddressSanitizer with LeakSanitizer -------------------------------------

# It goes on after an error, so that it comes to its search for leaks.
tool_asan() {
    may_trace || return 0
    binary=$build/address/$subject/mtls-server
    session_whole env \
        ASAN_OPTIONS=detect_leaks=1:halt_on_error=0:log_path="$work/asan"
    cat "$work"/asan.* >"$work/log" 2>/dev/null || : >"$work/log"
    outcome=$(awk -v functions="$functions" -f "$here/asan.awk" "$work/log")
    sed -n 's/^.*ERROR: AddressSanitizer: \([a-z-]*\).*/\1/p' "$work/log" |
        sort -u >"$work/note"
}

# ---- heaptrack --------------------------------------------------------------

tool_heaptrack() {
    for folder in /usr/lib/heaptrack /usr/lib/*/heaptrack; do
        [ ! -e "$folder/libheaptrack_preload.so" ] || break
    done
    if ! command -v heaptrack_print >/dev/null ||
        [ ! -e "$folder/libheaptrack_preload.so" ]; then
        outcome='missing heaptrack'
        return
    fi
    session_whole env DUMP_HEAPTRACK_OUTPUT="$work/raw" \
        LD_PRELOAD="$folder/libheaptrack_preload.so"
    clock_on
    "$folder/libexec/heaptrack_interpret" <"$work/raw" >"$work/tracked" \
        2>>"$work/err" || fail 'heaptrack_interpret failed'
    heaptrack_print -f "$work/tracked" -l 1 -p 0 -a 0 -T 0 -n 1000 -s 1000 \
        >"$work/log" 2>>"$work/err" || fail 'heaptrack_print failed'
    clock_off
    outcome=$(awk -v functions="$functions" -v least="$length" \
        -f "$here/heaptrack.awk" "$work/log")
    # It looks before the libraries free what they keep.
    [ "$subject" != fixed ] ||
        sed -n "s/^total memory leaked: .*/&/p" "$work/log" >"$work/note"
}

# ---- cmocka's allocator -------------------------------------------------------

# The unit tests, each by itself: cmocka says where a block that was left was
# allocated. Of which function that line is, function.awk looks up.
unit_tests() { # PROGRAM, if the module has one
    [ -x "$1" ] || return 0
    for test in $("$1" list | grep '_behind$'); do
        MTLS_CERTS=$certs CMOCKA_MESSAGE_OUTPUT=STDOUT \
            timeout -k 5 60 "$1" "$test" >>"$work/log" 2>&1 || :
    done
}

tool_cmocka() {
    : >"$work/log"
    clock_on
    if [ "$subject" = fixed ]; then
        for module in $modules; do
            unit_tests "$build/tests/unit/$module@fixed"
        done
    else
        unit_tests "$build/tests/unit/$subject@leaky"
    fi
    clock_off
    sed -n 's/^ERROR: .* leaked \([0-9]*\) block(s)$/\1/p' "$work/log" |
        awk '{ n += $1 } END { print "left", n + 0 }' >"$work/left"
    outcome=$(cat "$work/left")
    sed -n 's/^\([^ :]*\):\([0-9]*\): note: block .* allocated here$/\1 \2/p' \
        "$work/log" | sort -u | while read -r file line; do
        awk -v line="$line" -f "$here/function.awk" "$file"
    done | sort -u >"$work/functions"
    for function in $functions; do
        ! grep -qx "$function" "$work/functions" || outcome=names
    done
}

# ---- mallinfo2 ---------------------------------------------------------------

mallinfo_now() {
    lines=$(grep -c . "$work/mallinfo" || :)
    kill -USR2 "$server_pid"
    until_true mallinfo_more || fail 'mallinfo gave no answer'
    tail -n 1 "$work/mallinfo"
}

mallinfo_more() {
    [ "$(grep -c . "$work/mallinfo")" -gt "$lines" ]
}

tool_mallinfo() {
    : >"$work/mallinfo"
    session_start env MALLINFO_FILE="$work/mallinfo" \
        LD_PRELOAD="$build/tests/matrix/mallinfo.so"
    session_growth mallinfo_now
    session_stop
    outcome="grew $grew"
}

# ---- The heap meter ------------------------------------------------------------

# A check, which measures no times, reads the row of open descriptors from the
# same run.
tool_meter() {
    session_start server_metered
    session_growth meter_now
    session_stop
    outcome="grew $grew"
    [ -n "${MATRIX_ONE_RUN:-}" ] || return 0
    # shellcheck disable=SC2046 # three words
    set -- $(cat "$work/descriptors")
    default=${work%/*/*}/descriptors/$subject
    mkdir -p "$default"
    echo "grew $(($2 - $1)) $(($3 - $2)) 0" >"$default/outcome"
}

meter_now() { # bytes
    server_rest bytes
    sed -n 's/.*"descriptors": \([0-9]*\).*/\1/p' "$work/held" \
        >>"$work/descriptors"
}

# ---- The heap meter's stacks ---------------------------------------------------

stacks_metered() { # COMMAND...
    HEAPMETER_STACKS=1
    export HEAPMETER_STACKS
    server_metered "$@"
}

# What grew since the last look, of a server at rest that runs on.
stacks_look() {
    server_rest >"$work/rest"
    "$instruments/heapmeter" stacks --growth --full "$server_pid" \
        >"$work/grown" || fail 'heapmeter stacks failed'
    cat "$work/grown" >>"$work/looks"
    awk -v functions="$functions" -f "$here/stacks.awk" "$work/grown"
}

# It names a leak if it does so after one length, and after twice that.
tool_stacks() {
    session_start stacks_metered
    session_load $((4 * length))
    stacks_look >/dev/null
    session_load "$length"
    one=$(stacks_look) || exit 1
    session_load $((2 * length))
    two=$(stacks_look) || exit 1
    session_stop
    case $one:$two in
    names:names) outcome=names ;;
    names:*) outcome=$two ;;
    *) outcome=$one ;;
    esac
}

# ---- What the kernel knows: a native run --------------------------------------

rss_now() { # bytes
    echo $(($(server_rest resident_kib) * 1024))
}

tool_rss() {
    session_start
    session_growth rss_now
    session_stop
    outcome="grew $grew"
}

tool_descriptors() {
    session_start
    session_growth server_rest descriptors
    session_stop
    outcome="grew $grew"
}
