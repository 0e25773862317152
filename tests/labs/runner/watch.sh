# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# The command watch: for runner.sh.

saw() { # TEXT: in what the watch has printed so far, in a minute
    tries=0
    until grep -qF -- "$1" "$tmp/out"; do
        tries=$((tries + 1))
        [ "$tries" -lt 1200 ] || wrong "does not print in time: $1"
        sleep 0.05 # between two looks at the condition
    done
}

# Ctrl-C reaches it as on a terminal; its seconds are short, and counted.
begin_watch() { # LAB
    did="watch $1"
    : >"$tmp/out"
    mkdir "$tmp/aside/bin"
    printf 'echo >>"%s"\nexec /bin/sleep 0.05\n' "$tmp/aside/looks" \
        >"$tmp/aside/bin/sleep"
    chmod +x "$tmp/aside/bin/sleep"
    PATH=$tmp/aside/bin:$PATH env --default-signal=INT "$program" watch "$1" \
        >"$tmp/out" 2>"$tmp/err" </dev/null &
    watching=$!
    trap 'kill "$watching" 2>/dev/null || :' EXIT
}

looks_again() { # three times at least
    : >"$tmp/aside/looks"
    tries=0
    until [ "$(wc -l <"$tmp/aside/looks")" -ge 3 ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 1200 ] || wrong 'does not look again in time'
        sleep 0.05 # between two looks at the condition
    done
}

checked() { # COUNT PATTERN
    [ "$(grep -c "$2" "$tmp/out")" -eq "$1" ] || wrong "did not check $1 times"
}

end_watch() { # SIGNAL STATUS
    kill -"$1" "$watching"
    status=0
    wait "$watching" || status=$?
    trap - EXIT
    ends "$2"
}

watches_module() {
    lab start 05
    begin_watch 05
    saw 'is not solved yet'
    looks_again
    checked 1 '^<05>'
    cp "$LAB_WORKS/05/requests.c" "$tmp/aside/new"
    echo '/* is solved */' >>"$tmp/aside/new"
    mv "$tmp/aside/new" "$LAB_WORKS/05/requests.c"
    saw 'is solved'
    looks_again
    end_watch INT 0
    checked 2 '^<05>'
    silent
    lab status
    prints '1 of 3 labs are solved.'
}
it 'watch checks at once and at each save, until Ctrl-C' watches_module

replace_with() { # TEXT: at once, as most editors do
    echo "$1" >"$tmp/aside/new"
    mv "$tmp/aside/new" "$LAB_WORKS/00/answers.txt"
}

watches_files() {
    lab start 00
    mkdir "$LAB_WORKS/00/build"
    begin_watch 00
    saw 'is not solved yet'
    echo 1 >"$LAB_WORKS/00/build/made"
    looks_again
    replace_with cannot
    saw 'could not be judged'
    replace_with 'answer = 42'
    saw 'is solved'
    end_watch TERM 143
    checked 3 '^checks'
}
it 'watch looks at all files of a lab, but for builds' watches_files

watches_gone() {
    lab start 05
    begin_watch 05
    saw 'is not solved yet'
    mv "$LAB_WORKS/05/requests.c" "$tmp/aside/moved"
    saw 'requests.c is not there'
    looks_again
    mv "$tmp/aside/moved" "$LAB_WORKS/05/requests.c"
    echo '/* is solved */' >>"$LAB_WORKS/05/requests.c"
    saw 'is solved'
    end_watch INT 0
    [ "$(grep -c 'is not there' "$tmp/out")" -eq 1 ] || wrong 'says it twice'
    silent
}
it 'watch waits for a file that has gone' watches_gone

watches_nothing() {
    lab watch 05
    ends 2
    complains 'labs/lab start 05'
    lab watch 08
    ends 2
    complains 'no check.sh'
}
it 'watch of what is not started says so' watches_nothing
