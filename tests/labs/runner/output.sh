# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# What cannot be shown, as on a full disk or to a closed stdout: one line, and
# status 2, whatever the command is. For runner.sh.

unwritten() { # WORD...
    : >"$tmp/out"
    status=0
    "$program" "$@" >/dev/full 2>"$tmp/err" </dev/null || status=$?
    did="lab $* >/dev/full"
    ends 2
    complains 'cannot write to /dev/full (No space left on device)'
    status=0
    "$program" "$@" >&- 2>"$tmp/err" </dev/null || status=$?
    did="lab $* >&-"
    ends 2
    complains 'stdout is not open for writing'
}

nowhere_to_show() {
    solve_first
    lab export "$tmp/aside/export"
    mkdir "$tmp/aside/room"
    cp "$tmp/aside/export" "$tmp/aside/room/one"
    for words in help --version list 'start 05' 'run 00' 'check 00' \
        'check 00 --json' 'hint 00' 'diff 00' 'solution 00' status \
        'status --json' export "import $tmp/aside/export" \
        "room $tmp/aside/room" 'reset 00 --yes' 'watch 05' 'reset all --yes'; do
        # shellcheck disable=SC2086 # words
        unwritten $words
    done
}
it 'what cannot be shown is one line, and no success: every command' \
    nowhere_to_show

# The kernel ends with a signal who writes more than `ulimit -f` allows.
beyond_limit() {
    status=0
    : >"$tmp/out"
    { env --default-signal=XFSZ sh -c 'ulimit -f 0 && exec "$@"' sh \
        "$program" list 2>&1 >"$tmp/aside/list" || echo "status $?"; } |
        cat >"$tmp/err"
    did="ulimit -f 0; lab list >FILE"
    [ "$(tail -n 1 "$tmp/err")" = 'status 2' ] || wrong 'does not end with 2'
    sed -i '$d' "$tmp/err"
    complains "cannot write to $tmp/aside/list"
}
it 'what is beyond ulimit -f is one line, too' beyond_limit

is_done_all_the_same() {
    unwritten start 00
    [ -f "$LAB_WORKS/00/start/deep/below.txt" ] ||
        [ -f "$LAB_WORKS/00/deep/below.txt" ] || wrong 'starts half of a lab'
    echo 'answer = 42' >"$LAB_WORKS/00/answers.txt"
    unwritten check 00
    unwritten hint 00
    lab status
    grep -q '^00-first  *20[^ ]*Z  *2  *0 ' "$tmp/out" ||
        wrong 'does not keep two checks, and no hint that nobody read'
}
it 'what cannot be shown is done and kept all the same' is_done_all_the_same

unheard() {
    status=0
    "$program" nonesuch 2>/dev/full || status=$?
    did='lab nonesuch 2>/dev/full'
    ends 2
    status=0
    "$program" list >/dev/full 2>&1 || status=$?
    did='lab list >/dev/full 2>&1'
    ends 2
}
it 'the status is right where nobody hears the words' unheard

keeps_order() {
    lab hint 00
    echo damaged >"$LAB_HOME/progress"
    LAB_HOME=/proc/none "$program" hint 00 >"$tmp/aside/both" 2>&1 || :
    did='lab hint 00 >FILE 2>&1'
    [ "$(sed -n '1p' "$tmp/aside/both")" = 'hint 1 of 2' ] ||
        wrong 'does not begin with the hint'
    tail -n 1 "$tmp/aside/both" | grep -q '^lab: cannot write your progress' ||
        wrong 'does not end with what went wrong'
}
it 'what is said and what is shown keep their order in one file' keeps_order

stops_with_its_reader() {
    for tries in 1 2 3 4 5; do
        "$program" list 2>"$tmp/err" | head -n 1 >"$tmp/out"
        did='lab list | head -n 1'
        silent
        prints '00-first'
    done
}
it 'a reader of a list may stop where it likes' stops_with_its_reader
