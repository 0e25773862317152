# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# Where progress is kept, and what may happen to it: for runner.sh.

keeps_under_xdg() {
    unset LAB_HOME
    HOME=$tmp/aside/home
    lab hint 05
    ends 0
    [ -f "$HOME/.local/state/mtls-leak-kit/progress" ] || wrong 'not in HOME'
    XDG_STATE_HOME=$tmp/aside/state
    export XDG_STATE_HOME
    lab hint 05
    prints 'hint 1 of 3'
    [ -f "$XDG_STATE_HOME/mtls-leak-kit/progress" ] || wrong 'not in XDG'
    XDG_STATE_HOME=relative # counts for nothing
    lab hint 05
    prints 'hint 2 of 3'
    unset XDG_STATE_HOME
}
it 'progress is kept under XDG_STATE_HOME, or in HOME' keeps_under_xdg

has_no_home() {
    unset LAB_HOME
    for words in list 'hint 05' status 'reset all --yes'; do
        # shellcheck disable=SC2086 # words
        lab_without_home $words
        ends 2
        complains 'set LAB_HOME'
    done
    lab_without_home start 05
    ends 0
    lab_without_home diff 05
    ends 0
}
lab_without_home() {
    status=0
    env -u HOME "$program" "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
    did="lab $* without HOME"
}
it 'without a HOME it says to set LAB_HOME; what needs none goes on' \
    has_no_home

is_damaged() {
    mkdir -p "$LAB_HOME"
    good='mtls-leak-kit progress 1
05 2026-01-02T03:04:05Z 7 2 -'
    for text in '' 'something else' "$good
05" "$good
06 - x 0 -" "$good
06 yesterday 1 0 -" "$good
06 - 1 0 - 9" "$good
6 - 1 0 -" "${good#*
}"; do
        printf '%s' "$text" >"$LAB_HOME/progress"
        cp "$LAB_HOME/progress" "$tmp/aside/before"
        for command in list status 'hint 05'; do
            # shellcheck disable=SC2086 # words
            lab $command
            ends 2
            complains "$LAB_HOME/progress is damaged"
            same "$LAB_HOME/progress" "$tmp/aside/before"
        done
    done
    echo "$good" >"$LAB_HOME/progress"
    lab hint 05
    ends 0
    prints 'hint 3 of 3'
}
it 'damaged progress is named, and stays as it is' is_damaged

cannot_tell() {
    lab hint 05
    lab export "$tmp/aside/export"
    mkdir "$tmp/aside/bin"
    printf '#!/bin/sh\nexit 127\n' >"$tmp/aside/bin/awk"
    chmod +x "$tmp/aside/bin/awk"
    PATH=$tmp/aside/bin:$PATH
    lab status
    ends 2
    complains 'awk does not run here'
    lab import "$tmp/aside/export"
    ends 2
    complains 'awk does not run here'
}
it 'an awk that does not run is no damage to the progress' cannot_tell

cannot_keep() {
    : >"$tmp/aside/file"
    chmod +x "$tmp/aside/file" # as a folder
    LAB_HOME=$tmp/aside/file
    for words in list status 'hint 05'; do
        # shellcheck disable=SC2086 # words
        lab $words
        ends 2
        complains "$tmp/aside/file"
    done
    LAB_HOME=$tmp/aside/file/below
    lab hint 05
    ends 2
    prints 'One.'
    complains 'LAB_HOME'
    LAB_HOME=/proc/$$ # a folder in which nobody makes a file
    lab hint 05
    ends 2
    complains "$LAB_HOME"
    LAB_HOME=$tmp/aside/there
    mkdir -p "$LAB_HOME/progress"
    lab list
    ends 2
    complains "$LAB_HOME/progress"
}
it 'a folder that cannot be used is named' cannot_keep

is_full() {
    lab hint 05
    cp "$LAB_HOME/progress" "$tmp/aside/before"
    did='hint with no space'
    without_space hint 05
    complains "$LAB_HOME"
    same "$LAB_HOME/progress" "$tmp/aside/before"
    [ "$(ls "$LAB_HOME")" = 'lock
progress' ] || wrong 'leaves half a file'
}
it 'on a full disk the progress stays as it was' is_full

loses_nothing() {
    lab start 05
    did='ten checks at a time'
    pids=
    for each in 1 2 3 4 5 6 7 8 9 10; do
        "$program" check 05 >"$tmp/aside/$each" 2>&1 &
        pids="$pids $!"
    done
    for each in $pids; do
        wait "$each" || :
    done
    [ "$(sed -n 's/^05 //p' "$LAB_HOME/progress")" = '- 10 0 -' ] ||
        wrong "kept $(cat "$LAB_HOME/progress")"
}
it 'checks at the same time are all counted' loses_nothing
