# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# The command run: for runner.sh. The module is compiled for real.

runs_script() {
    lab run 00 --fast 'two words'
    ends 0
    silent
    prints "args:2:--fast two words"
    grep -qx "$(cd "$(dirname "$(readlink -f "$program")")/.." && pwd)" \
        "$tmp/out" || wrong 'does not run in the top folder'
    prints "LAB_BUILD=$LAB_BUILD"
    prints "LAB_WORK=$LAB_WORKS/00"
    prints "LAB_SERVER=$LAB_BUILD/fixed/mtls-server"
    prints "/certs"
    prints "LAB_TMP=$TMPDIR/"
    prints_not used
    [ -z "$(ls -A "$TMPDIR")" ] || wrong 'leaves its temporary folder'
}
it 'run gives its script the environment of lib.sh and its words' runs_script

runs_original() {
    lab run 05
    ends 0
    complains 'labs/lab start 05'
    prints "$LAB_BUILD/variants/requests/mtls-server"
    prints 'mtls-server 1'
}
it 'run of a lab that is not started runs the original, and says so' \
    runs_original

marked() { # WORD: the learner's file, which puts it into the program
    { cat "$top/leaky/requests.c" && echo "extern const char *const marked;
const char *const marked = \"mark-$1\";"; } >"$LAB_WORKS/05/requests.c"
}

runs_learners() {
    lab start 05
    marked first
    lab run 05
    ends 0
    silent
    prints "$LAB_BUILD/labs/05/mtls-server"
    prints mark-first
    marked second
    touch -d 2001-01-01 "$LAB_WORKS/05/requests.c"
    lab run 05
    ends 0
    prints mark-second
    prints_not mark-first
    cp -p "$LAB_WORKS/05/requests.c" "$tmp/aside/second.c"
    echo 'void gone(void); void (*there)(void) = gone;' \
        >>"$LAB_WORKS/05/requests.c"
    lab run 05
    ends 1 # no linker finds it
    [ "$(tail -n 1 "$tmp/err" | grep -c 'is it the module requests?')" -eq 1 ] ||
        wrong 'does not ask whether it is another module'
    mv "$tmp/aside/second.c" "$LAB_WORKS/05/requests.c"
    lab run 05
    ends 0
    prints mark-second
}
it "run builds the learner's file, even if its date is old" runs_learners

# What an older kit has built: its .d name sources that have moved since.
builds_on() {
    lab start 05
    marked old
    lab run 05
    for each in fixed/log labs/05/requests; do
        source=${each##*/}.c
        echo "$LAB_BUILD/$each.o: $source moved/$source" >"$LAB_BUILD/$each.d"
    done
    marked new
    lab run 05
    ends 0
    silent
    prints mark-new
    ! grep -q 'moved/' "$LAB_BUILD/fixed/log.d" ||
        wrong 'does not build log.o anew'
}
it 'run builds on what an older kit has built' builds_on

runs_odd_path() {
    LAB_WORKS="$tmp/aside/it's \$(a) \"b\" *"
    lab start 05
    marked odd
    lab run 05
    ends 0
    silent
    prints mark-odd
}
it 'run works in a folder with any name' runs_odd_path

shows_errors() {
    lab start 05
    marked broken
    echo 'int broken(' >>"$LAB_WORKS/05/requests.c"
    lab run 05
    ends 1
    prints_only ''
    grep -q "$LAB_WORKS/05/requests.c:[0-9]*:.*error:" "$tmp/err" ||
        wrong "does not show the compiler's words"
    [ "$(grep -c '^lab: ' "$tmp/err")" -eq 1 ] || wrong 'says not one line'
    grep -q '^lab: .*does not compile' "$tmp/err" || wrong 'does not say so'
    ! grep -q '^make' "$tmp/err" || wrong "shows make's words"
    lab run 05
    ends 1
    marked mended
    lab run 05
    ends 0
    prints mark-mended
}
it "run shows the compiler's own words, and takes the mended file" shows_errors

shows_warnings() {
    lab start 05
    marked warned
    echo 'static int unused;' >>"$LAB_WORKS/05/requests.c"
    lab run 05
    ends 0
    prints mark-warned
    grep -q 'requests.c:[0-9]*:.*warning:.*unused' "$tmp/err" ||
        wrong "does not show the compiler's warning"
}
it 'run shows warnings, and goes on' shows_warnings

runs_closed() {
    cp -R "$LAB_LABS" "$tmp/aside/labs"
    LAB_LABS=$tmp/aside/labs
    # shellcheck disable=SC2016 # of the script's own
    echo 'echo word || exit 1; echo told >"$LAB_WORK-told"' \
        >"$LAB_LABS/00-first/run.sh"
    mkdir "$LAB_WORKS"
    lab run 00
    rm "$LAB_WORKS/00-told"
    status=0
    "$program" run 00 <&- >&- 2>&- || status=$?
    ends 2 # what it shows was not shown
    [ -e "$LAB_WORKS/00-told" ] || wrong 'does not run to its end'
    TMPDIR=$tmp/none
    lab run 00
    ends 2
    complains "cannot make a folder in $tmp/none"
}
it 'run needs no open descriptor, and says what is wrong with TMPDIR' \
    runs_closed

passes_status() {
    cp -R "$LAB_LABS" "$tmp/aside/labs"
    LAB_LABS=$tmp/aside/labs
    for code in 1 2; do
        echo "exit $code" >"$LAB_LABS/00-first/run.sh"
        lab run 00
        ends $code
        silent
    done
    echo 'exit 77' >"$LAB_LABS/00-first/run.sh"
    lab run 00
    ends 2
    complains '77'
    rm "$LAB_LABS/00-first/run.sh"
    lab run 00
    ends 2
    complains '00-first has no run.sh'
}
it "run ends as its script does, and names an odd status" passes_status

ends_when_told() {
    cp -R "$LAB_LABS" "$tmp/aside/labs"
    LAB_LABS=$tmp/aside/labs
    # shellcheck disable=SC2016 # of the script's own
    echo 'kill -TERM $PPID; exit 0' >"$LAB_LABS/00-first/run.sh"
    lab run 00
    ends 143
    [ -z "$(ls -A "$TMPDIR")" ] || wrong 'leaves its temporary folder'
}
it 'a run that is stopped leaves no temporary folder' ends_when_told

leaves_no_server() {
    cp -R "$LAB_LABS" "$tmp/aside/labs"
    LAB_LABS=$tmp/aside/labs
    # shellcheck disable=SC2016 # of the script's own
    echo 'sleep 600 & echo $! >"$LAB_WORK-pid"; kill -PIPE $$' \
        >"$LAB_LABS/00-first/run.sh"
    mkdir -p "$LAB_WORKS"
    lab run 00
    ends 141
    ended "$(cat "$LAB_WORKS/00-pid")" || {
        kill "$(cat "$LAB_WORKS/00-pid")"
        wrong 'leaves a process'
    }
}
it 'a run whose reader has gone leaves no process' leaves_no_server

# timeout(1) makes a group of its own, and a tool that is killed leaves files.
leaves_nothing_when_told() {
    cp -R "$LAB_LABS" "$tmp/aside/labs"
    LAB_LABS=$tmp/aside/labs
    # shellcheck disable=SC2016 # of the script's own
    echo 'mktemp >"$LAB_WORK-file"
timeout 600 sh -c '"'"'echo $$ >"$LAB_WORK-pid"; exec sleep 600'"'"' &
until [ -s "$LAB_WORK-pid" ]; do sleep 0.1; done # between two looks
kill -TERM $PPID
wait' >"$LAB_LABS/00-first/run.sh"
    mkdir -p "$LAB_WORKS"
    lab run 00
    ends 143
    ended "$(cat "$LAB_WORKS/00-pid")" || {
        kill "$(cat "$LAB_WORKS/00-pid")"
        wrong 'leaves a process'
    }
    absent "$(cat "$LAB_WORKS/00-file")"
}
it 'a run that is stopped leaves no process and no file of its tools' \
    leaves_nothing_when_told

# Of the real labs: a tool that saw no client would praise the module.
refuses_words_of_labs() {
    LAB_LABS=$top/labs
    while read -r number words; do
        # shellcheck disable=SC2086 # words
        lab run "$number" $words
        ends 2
        prints_only ''
        tail -n 1 "$tmp/err" | grep -q "^lab: .*${words##* }" ||
            wrong "does not name ${words##* }"
    done <<'WORDS'
02 abc
02 0
02 5 more
03 refused:expird
03 refused:expired more
03 nothing
04 more
05 more
06 more
07 more
08 nothing
08 fixed nothing
WORDS
}
it 'a run names the words that its lab does not know' refuses_words_of_labs
