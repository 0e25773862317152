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
    lab export "$room/$file"
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

skips() {
    learner good ann "00 $early 1 0 -"
    : >"$room/empty"
    head -c 300 /dev/urandom >"$room/noise"
    printf 'a\000b' >"$room/zero"
    mkdir "$room/folder"
    ln -s nowhere "$room/link"
    head -c 99999 /dev/zero >"$room/long"
    head -c 60 "$room/good" >"$room/cut"
    sed 's/^00/000/' "$room/good" >"$room/b=ad"
    lab room "$room"
    ends 0
    prints 'ann              1/3'
    [ "$(grep -c '/3 ' "$tmp/out")" -eq 1 ] || wrong 'shows others'
    for name in empty noise zero folder link long cut b=ad; do
        grep -q "^lab: $name is skipped: [il]" "$tmp/err" ||
            wrong "does not name $name"
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
    sed "s/^learner x/&${escape}[2Jy$(printf '\177')z/" "$room/a" \
        >"$room/b${escape}c"
    cp "$room/b${escape}c" "$room/f"
    echo no >"$room/d${escape}e"
    rm "$room/a"
    lab room "$room"
    ends 0
    prints 'x?[2Jy?z (b?c)'
    complains 'd?e is skipped'
    ! grep -q "$escape" "$tmp/out" "$tmp/err" || wrong 'prints an escape'
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
    grep -q "no export in $room" "$tmp/err" || wrong 'does not say none is good'
}
it 'a room without a learner is no room' has_no_room
