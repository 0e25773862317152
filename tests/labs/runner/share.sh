# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# status, export, import and room: for runner.sh.

# A file of progress with these lines in it.
given() { # ROW...
    # shellcheck disable=SC2153 # LAB_HOME is no misspelling
    mkdir -p "$LAB_HOME"
    {
        echo 'mtls-leak-kit progress 1'
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$LAB_HOME/progress"
}
early=2026-01-02T03:04:05Z
late=2026-02-03T04:05:06Z

tells_status() {
    given "05 $early 7 2 $late"
    LAB_NAME=ann
    export LAB_NAME
    lab status
    ends 0
    silent
    prints_only "ann
lab             solved                checks  hints  solution seen
00-first        -                          0      0  -
05-requests     $early       7      2  $late
08-bare         -                          0      0  -
1 of 3 labs are solved."
    lab status --json
    ends 0
    none='"solved":false,"solved_at":null,"checks":0,"hints":0,'\
'"solution_seen":false,"solution_seen_at":null}'
    sed 's/"at":"20[^"]*Z"/"at":"NOW"/' "$tmp/out" >"$tmp/aside/json"
    cat >"$tmp/out" <<TEXT
{"kit":"mtls-leak-kit","format":1,"learner":"ann","at":"NOW","labs":[
{"lab":"00","name":"first",$none,
{"lab":"05","name":"requests","solved":true,"solved_at":"$early",\
"checks":7,"hints":2,"solution_seen":true,"solution_seen_at":"$late"},
{"lab":"08","name":"bare",$none
]}
TEXT
    same "$tmp/out" "$tmp/aside/json"
    unset LAB_NAME
    lab status
    prints "@$(uname -n)"
}
it 'status tells of each lab, and of who it is' tells_status

shows_names() {
    export LAB_NAME
    mkdir "$tmp/aside/room"
    for LAB_NAME in 'a "b" \c' "it's <é>" ' '; do
        lab export "$tmp/aside/room/one"
        ends 0
        holds "$tmp/aside/room/one" "learner $LAB_NAME"
        lab room "$tmp/aside/room"
        ends 0
        silent
        prints "$LAB_NAME  "
    done
    LAB_NAME='a "b" \c'
    lab status --json
    prints '"learner":"a \"b\" \\c",'
    LAB_NAME=$(printf 'latin\351\tnew\nline\033[2J')
    lab status --json
    prints '"learner":"latin??new?line?[2J",'
    lab status
    prints 'latin??new?line?[2J'
    unset LAB_NAME
}
it 'a name may have any characters; a terminal obeys none' shows_names

exports() {
    given "05 $early 7 2 -"
    cd "$tmp/aside" || exit
    lab export 'my progress'
    ends 0
    silent
    prints_only ''
    LAB_NAME=ann
    export LAB_NAME
    lab export
    prints_only "mtls-leak-kit progress 1
learner ann
05 $early 7 2 -
end"
    unset LAB_NAME
    holds 'my progress' "05 $early 7 2 -"
    lab export 'my progress'
    ends 0
    echo 'int main;' >main.c
    lab export main.c
    ends 2
    complains main.c
    holds main.c 'int main;'
    lab export gone/file
    ends 2
    complains "$tmp/aside/gone/file"
    mkfifo pipe
    ln -s gone link
    for file in . pipe link; do
        lab export "$file"
        ends 2
        complains "$tmp/aside/$file is "
    done
    # That of /dev would be gone if this test failed.
    { [ -p pipe ] && [ -L link ]; } || wrong 'replaces what is no plain file'
    rm pipe link
    did='export with no space'
    without_space export new
    complains "$tmp/aside/new"
    [ "$(ls)" = 'main.c
my progress' ] || wrong 'leaves more'
}
it 'export writes a file, over nothing but an export' exports

imports() {
    given "00 $early 1 0 -" "05 $late 3 2 -" "06 - 4 1 $late"
    lab export "$tmp/aside/all" # 06 is no lab of this kit, but of another
    given "00 - 5 1 $late" "05 $early 2 3 -" "06 - 1 1 -"
    cd "$tmp/aside" || exit
    lab import all
    ends 0
    silent
    prints 'Taken in: 3 labs.'
    echo "mtls-leak-kit progress 1
00 $early 5 1 $late
05 $early 3 3 -
06 - 4 1 $late" >"$tmp/aside/wanted"
    same "$LAB_HOME/progress" "$tmp/aside/wanted"
    lab import all
    same "$LAB_HOME/progress" "$tmp/aside/wanted"
    rm -r "$LAB_HOME"
    lab import all
    ends 0
    holds "$LAB_HOME/progress" "05 $late 3 2 -"
}
it 'import keeps the better of both' imports

imports_nothing_odd() {
    given "00 $early 1 0 -" "05 $late 3 2 -"
    lab export "$tmp/aside/good"
    given "05 - 1 1 -"
    cp "$LAB_HOME/progress" "$tmp/aside/before"
    number=0
    while IFS= read -r fault; do
        number=$((number + 1))
        sed "$fault" "$tmp/aside/good" >"$tmp/aside/bad"
        ! cmp -s "$tmp/aside/good" "$tmp/aside/bad" ||
            wrong "fault $number changes nothing"
        lab import "$tmp/aside/bad"
        did="import after $fault"
        ends 2
        complains "$tmp/aside/bad is not taken in"
        same "$LAB_HOME/progress" "$tmp/aside/before"
    done <<'FAULTS'
$d
1d
2d
4d;5d
1s/1/2/
1s/kit/other/
2s/ .*//
2s/learner/name/
s/^05/5/
s/^05/00/
s/^05/05 05/
s/^05 2026-02/05 2026-2/
s/^05 20/05 x20/
s/Z 3 2/ 3 2/
s/ 3 2 -/ -3 2 -/
s/ 3 2 -/ 3.5 2 -/
s/ 3 2 -/ 1234567 2 -/
s/ 3 2 -/ 3 -/
s/ 3 2 -/ 3 2/
s/ 3 2 -/ 3 2 yes/
s/^05.*/&\n&/
s/^05.*/&\n/
s/^end/& of it/
s/^end/&\n06 - 1 1 -/
1,$d
FAULTS
    lab import "$tmp/aside/gone"
    ends 2
    complains "$tmp/aside/gone"
    lab import "$tmp/aside"
    ends 2
    complains 'it is a folder'
    yes | head -n 60000 >"$tmp/aside/long"
    lab import "$tmp/aside/long"
    ends 2
    complains 'too long'
}
it 'import takes in all of a file or nothing' imports_nothing_odd

imports_only_exports() {
    given "05 $early 3 2 -"
    lab status --json
    cp "$tmp/out" "$tmp/aside/json"
    rm -r "$LAB_HOME"
    lab import "$tmp/aside/json"
    ends 2
    complains "$tmp/aside/json is not taken in: line 1 is not one of progress"
    absent "$LAB_HOME"
}
it 'status --json is for other programs: import does not read it' \
    imports_only_exports
