# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# The command room: for runner.sh.

room=$tmp/aside/room

learner() { # FILE NAME ROW...: what that learner has handed in
    file=$1
    LAB_NAME=$2
    export LAB_NAME
    shift 2
    given "$@"
    mkdir -p "$room"
    lab status --json
    cp "$tmp/out" "$room/$file"
    unset LAB_NAME
}

joins() {
    learner b bea "00 $early 1 0 -" "05 $late 9 2 $late"
    learner c 'cé' "00 $early 1 0 -" '05 - 9 0 -'
    learner a ann '00 - 0 1 -'
    lab room "$room"
    ends 0
    silent
    prints_only "learner       solved   00  05  08
ann              0/3  NOT  -   -
cé               1/3  ok  NOT  -
bea              2/3  ok  ok*  -
not solved by           1   2   3
ok: solved; ok*: and saw the solution; NOT: tried; -: not begun"
    cd "$room" || exit
    lab room .
    prints '2/3  ok  ok*'
}
it 'room makes one table, those who have solved least first' joins

joins_json() {
    learner b bea "00 $early 1 0 -" "05 $late 9 2 $late"
    learner a ann
    echo '{"kit"' >"$room/c\"d"
    lab room --json "$room"
    ends 0
    complains 'c"d is skipped'
    none='"solved":false,"solved_at":null,"checks":0,"hints":0,'\
'"solution_seen":false,"solution_seen_at":null}'
    prints_only '{"kit":"mtls-leak-kit","format":1,"learners":[
{"learner":"ann","file":"a","solved":0,"labs":[
{"lab":"00",'"$none"',
{"lab":"05",'"$none"',
{"lab":"08",'"$none"'
]},
{"learner":"bea","file":"b","solved":2,"labs":[
{"lab":"00","solved":true,"solved_at":"'"$early"'","checks":1,"hints":0,'\
'"solution_seen":false,"solution_seen_at":null},
{"lab":"05","solved":true,"solved_at":"'"$late"'","checks":9,"hints":2,'\
'"solution_seen":true,"solution_seen_at":"'"$late"'"},
{"lab":"08",'"$none"'
]}
],"skipped":[
{"file":"c\"d","reason":"it is no JSON: no colon at character 8"}
]}'
}
it 'room --json joins all that it was told' joins_json

skips() {
    learner good ann "00 $early 1 0 -"
    : >"$room/empty"
    head -c 300 /dev/urandom >"$room/noise"
    printf 'a\000b' >"$room/zero"
    mkdir "$room/folder"
    ln -s nowhere "$room/link"
    head -c 99999 /dev/zero >"$room/long"
    head -c 200 "$room/good" >"$room/cut"
    sed 's/"00"/"000"/' "$room/good" >"$room/b=ad"
    lab room "$room"
    ends 0
    prints 'ann              1/3'
    [ "$(grep -c '/3 ' "$tmp/out")" -eq 1 ] || wrong 'shows others'
    for name in empty noise zero folder link long cut b=ad; do
        grep -q "^lab: $name is skipped: it\|^lab: $name is skipped: a lab" \
            "$tmp/err" || wrong "does not name $name"
    done
    [ "$(wc -l <"$tmp/err")" -eq 8 ] || wrong 'does not say eight lines'
}
it 'room names and skips what it cannot read' skips

tells_apart() {
    learner one student@workshop "00 $early 1 0 -"
    learner two student@workshop
    learner three 'ann@workshop'
    lab room "$room"
    prints 'student@workshop (one)    1/3'
    prints 'student@workshop (two)    0/3'
    prints 'ann@workshop '
    prints_not '(three)'
}
it 'room tells learners of one name apart by their files' tells_apart

shows_nothing_odd() {
    escape=$(printf '\033')
    learner a 'x' "00 $early 1 0 -"
    sed "s/\"x\"/\"x\\\\u001b[2Jy$(printf '\177')z\"/" "$room/a" \
        >"$room/b${escape}c"
    echo no >"$room/d${escape}e"
    rm "$room/a"
    lab room "$room"
    ends 0
    prints 'x?[2Jy?z'
    complains 'd?e is skipped'
    ! grep -q "$escape" "$tmp/out" "$tmp/err" || wrong 'prints an escape'
    lab room --json "$room"
    prints '"learner":"x\u001b[2Jy'
    prints '"file":"b\u001bc"'
}
it 'room shows nothing that a terminal would obey' shows_nothing_odd

stands_out() {
    learner a ann '00 - 3 0 -'
    on_terminal "$program room $room"
    red=$(printf '\033[1;31mNOT\033[0m')
    did='room on a terminal'
    prints "$red"
    on_terminal "NO_COLOR=1 $program room $room"
    prints ' NOT '
    prints_not "$red"
    lab room "$room"
    prints_not "$red"
}
it 'on a terminal, who has not solved stands out; not with NO_COLOR' \
    stands_out

has_no_room() {
    lab room "$tmp/aside/gone"
    ends 2
    complains "$tmp/aside/gone"
    mkdir "$room"
    lab room "$room"
    ends 2
    complains "no files in $room"
    echo no >"$room/one"
    lab room "$room"
    ends 2
    prints_only ''
    grep -q 'none of these' "$tmp/err" || wrong 'does not say none is good'
}
it 'a room without a learner is no room' has_no_room
