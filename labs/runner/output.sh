# shellcheck shell=sh
# shellcheck disable=SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# What a command prints, where no terminal reads it, goes into a pipe, and one
# cat brings it on to stdout. So nothing that prints, be it the runner, a lab's
# script or a tool, ever fails half-way with words of its own: what there is to
# do is done, and that it could not be written is said here, once. Sourced by
# labs/lab.

relay=   # process id of that cat
output=  # where it writes to
relayed= # how it ended
both=    # not empty: stderr goes the same way
output_begin() {
    [ ! -t 1 ] || return 0
    begin_temporary || return 0 # what needs the folder says so
    output=$(readlink -- "/proc/$$/fd/1") || output=stdout
    errors=$(readlink -- "/proc/$$/fd/2") || errors=
    mkfifo -- "$temporary/output" 2>/dev/null || return 0
    output_relay <"$temporary/output" &
    relay=$! # it waits for what comes next, so nothing may fail in between
    # One way for both keeps their order, where both go to the same place.
    if [ "$output" = "$errors" ]; then
        both=yes
        exec 7>&2 >"$temporary/output" 2>&1
    else
        exec 7>&- >"$temporary/output"
    fi
}

# Takes all that comes, also when it cannot be written.
output_relay() {
    told=0
    cat 2>"$temporary/unwritten" || told=$?
    # The same, where that signal is ignored.
    [ "$told" -eq 0 ] || ! grep -q 'Broken pipe$' "$temporary/unwritten" ||
        told=141
    [ "$told" -ne 141 ] || kill -s PIPE $$ # its reader has seen enough
    [ "$told" -eq 0 ] || cat >/dev/null
    exit "$told"
}

# While more is printed: whether some of it could not be written.
output_lost() {
    [ -n "$relay" ] && [ -s "$temporary/unwritten" ]
}

# Waits until all is written; no more is printed then. Status 1 if it could
# not be.
output_flush() {
    [ -n "$relay" ] || return 0
    [ -n "$relayed" ] || {
        [ -z "$both" ] || exec 2>&7
        exec >/dev/null
        relayed=0
        wait "$relay" || relayed=$?
    }
    [ "$relayed" -ne 1 ]
}

# At the end of all: sets `ended`, the status to end with.
output_end() {
    output_flush || {
        said=$(sed -n '1s/.*: //p' "$temporary/unwritten" 2>/dev/null)
        case $said in
        'Bad file descriptor')
            say 'stdout is not open for writing: what was to be shown is lost'
            ;;
        *) say "cannot write to $output (${said:-error}): make room, and say" \
            'it again; what was done is kept' ;;
        esac
        ended=2
    }
    [ "$ended" -ne 0 ] || [ "${relayed:-0}" -lt 128 ] || ended=$relayed
}
