# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# The command check: for runner.sh.

row() { # NUMBER: its line in the file of progress
    sed -n "s/^$1 //p" "$LAB_HOME/progress"
}

asks_grader() {
    lab start 05
    lab check 05
    ends 1
    silent
    prints_only "<05><$LAB_WORKS/05/requests.c> in $root"
    lab check requests --quiet --json --autolab
    ends 1
    prints_only "<--json><--autolab><--quiet><05>\
<$LAB_WORKS/05/requests.c> in $root"
    [ "$(row 05)" = '- 2 0 -' ] || wrong "keeps $(row 05)"
}
root=$(cd "$(dirname "$(readlink -f "$program")")/.." && pwd)
it 'check of a module asks the grader, in its words' asks_grader

keeps_solved() {
    solve_module
    lab check 05
    ends 0
    silent
    case $(row 05) in
    20[0-9][0-9]-*Z' 1 0 -') ;;
    *) wrong "keeps $(row 05)" ;;
    esac
    first=$(row 05)
    sed -i '/is solved/d' "$LAB_WORKS/05/requests.c"
    lab check 05
    ends 1
    [ "$(row 05)" = "${first% 1 0 -} 2 0 -" ] || wrong "keeps $(row 05)"
}
it 'what was solved once stays solved, since then' keeps_solved

cannot_judge() {
    lab start 05
    for word in 'is beyond it' 'is odd'; do
        echo "/* $word */" >"$LAB_WORKS/05/requests.c"
        lab check 05
        ends 2
        absent "$LAB_HOME"
    done
    complains 77
    lab start 00
    for word in cannot odd; do
        echo "$word" >"$LAB_WORKS/00/answers.txt"
        lab check 00
        ends 2
        lab check 00 --json
        ends 2
        prints_only ''
    done
    absent "$LAB_HOME"
}
it 'a check that could not judge ends with 2, and is not counted' cannot_judge

takes_file() {
    mkdir "$tmp/aside/a b"
    cd "$tmp/aside/a b" || exit
    for file in plain.c '-v' "it's \"\$x\" *.c" 'new
line.c' "$tmp/aside/whole.c"; do
        echo '/* is solved */' >"$tmp/aside/a b/${file##*/}"
        echo '/* is solved */' >"$tmp/aside/whole.c"
        case $file in
        -*) lab check 05 "./$file" ;;
        *) lab check 05 "$file" ;;
        esac
        ends 0
        silent
    done
    lab check 05 plain.c
    prints_only "<05><$tmp/aside/a b/plain.c> in $root"
    echo 'answer = 42' >other.txt
    lab check 00 other.txt
    ends 0
    prints "checks $tmp/aside/a b/other.txt"
}
it "check takes a FILE as the caller's folder sees it, with any name" \
    takes_file

misses_file() {
    lab check 05
    ends 2
    complains 'labs/lab start 05'
    lab check 00
    ends 2
    complains 'labs/lab start 00'
    mkfifo "$tmp/aside/pipe"
    ln -s gone "$tmp/aside/link"
    while read -r file fault; do
        lab check 05 "$tmp/aside/$file"
        ends 2
        complains "$tmp/aside/$file $fault"
    done <<'FAULTS'
gone.c is not there
. is a folder
pipe is no plain file
link is a link to nothing
FAULTS
    lab check 00 "$tmp/aside/gone"
    ends 2
    complains "$tmp/aside/gone is not there"
    mkdir -p "$LAB_WORKS/05/requests.c"
    lab check 05
    ends 2
    complains "$LAB_WORKS/05/requests.c is a folder"
    absent "$LAB_HOME"
}
it 'check says what is wrong with a file' misses_file

misses_judge() {
    lab check 08
    ends 2
    complains 'no check.sh'
    lab start 05
    LAB_GRADER=$tmp/aside/none
    lab check 05
    ends 2
    complains "$tmp/aside/none"
}
it 'check names what is missing in the kit' misses_judge

checks_others() {
    lab start 00
    lab check 00
    ends 1
    prints 'not "42"'
    solve_first
    lab check 00
    ends 0
    silent
    prints_only "checks $LAB_WORKS/00/answers.txt"
    case $(row 00) in
    20*Z' 2 0 -') ;;
    *) wrong "keeps $(row 00)" ;;
    esac
}
it 'check of another lab runs its check.sh' checks_others

tells_others() {
    lab start 00
    lab check 00 --json
    ends 1
    prints_only '{"lab":"00","module":null,"solved":false,'\
'"failed":"check","stages":[{"name":"check","passed":false}],'\
'"evidence":"checks '"$LAB_WORKS"'/00/answers.txt\nnot \"42\""}'
    lab check 00 --autolab
    ends 1
    [ "$(tail -n 1 "$tmp/out")" = '{"scores":{"check":0}}' ] ||
        wrong 'has no last line of scores'
    prints 'not "42"'
    lab check 00 --quiet
    ends 1
    prints_only '00 first: not solved'
    solve_first
    lab check 00 --json
    ends 0
    prints '"solved":true,"failed":null'
    lab check 00 --quiet --autolab
    ends 0
    prints_only '{"scores":{"check":1}}'
    lab check 00 --quiet
    prints_only '00 first: solved'
}
it "check has the grader's forms for the other labs, too" tells_others

ends_check() { # LAB COMMAND: what its check does, told to end
    lab start "$1"
    echo '/* is endless */' >>"$(ls "$LAB_WORKS/$1"/*.*)"
    "$program" check "$1" --quiet >"$tmp/out" 2>"$tmp/err" </dev/null &
    checking=$!
    tries=0
    until [ -s "$tmp/aside/endless" ] || [ "$tries" -eq 1200 ]; do
        tries=$((tries + 1))
        sleep 0.05 # between two looks at the condition
    done
    read -r endless <"$tmp/aside/endless"
    rm "$tmp/aside/endless"
    kill "$checking"
    did="check $1, told to end"
    tries=0
    while runs "$checking" || runs "$endless"; do
        tries=$((tries + 1))
        [ "$tries" -lt 1200 ] || {
            kill "$endless" "$checking"
            wrong 'does not end, or leaves a process'
        }
        sleep 0.05 # between two looks at the condition
    done
    status=0
    wait "$checking" || status=$?
    ends 143
    [ -z "$(ls -A "$TMPDIR")" ] || wrong 'leaves its temporary folder'
}

ends_checks() {
    LAB_ENDLESS=$tmp/aside/endless
    export LAB_ENDLESS
    ends_check 05
    ends_check 00
}
it 'a check that is told to end ends at once, and all that it runs' ends_checks

judges_unrecorded() {
    solve_module
    : >"$tmp/aside/file"
    LAB_HOME=$tmp/aside/file/below
    lab check 05
    ends 0
    prints '<05>'
    complains "$LAB_HOME"
}
it 'a verdict that cannot be kept is a verdict all the same' judges_unrecorded

quiet_for_pipes() {
    lab start 05
    echo '/* is piped */' >>"$LAB_WORKS/05/requests.c"
    lab check 05
    ends 141
    silent
    [ -z "$(ls -A "$TMPDIR")" ] || wrong 'leaves its temporary folder'
}
it 'a check whose reader has gone ends without a word' quiet_for_pipes

names_dead_link() {
    solve_first
    ln -s nowhere "$tmp/aside/link"
    lab check 00 "$tmp/aside/link"
    ends 2
    complains 'is a link to nothing'
    lab check 00 /dev/null
    ends 2
    complains 'is no plain file'
}
it 'check of a lab without a module names what is no file' names_dead_link
