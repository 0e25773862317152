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

quotes_names() {
    export LAB_NAME
    mkdir "$tmp/aside/room"
    for LAB_NAME in 'a "b" \c' "it's <é>" 'x	y' 'new
line'; do
        lab export "$tmp/aside/room/one"
        ends 0
        lab room "$tmp/aside/room" --json
        ends 0
        silent
        # The same string again, read and written by the runner.
        name=$(sed -n 's/.*"learner":\("[^,]*"\),"at".*/\1/p' \
            "$tmp/aside/room/one")
        prints "\"learner\":$name,\"file\":\"one\""
    done
    prints '"new\nline"'
    LAB_NAME=$(printf 'latin\351')
    lab status --json
    prints '"learner":"latin?"'
    unset LAB_NAME
}
it 'a name may have any characters' quotes_names

exports() {
    given "05 $early 7 2 -"
    cd "$tmp/aside" || exit
    lab export 'my progress'
    ends 0
    silent
    prints_only ''
    lab export
    prints "\"solved_at\":\"$early\""
    grep -q "\"solved_at\":\"$early\"" 'my progress' || wrong 'wrote it not'
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
    lab export "$tmp/aside/all" # 06 is no lab of this kit
    given "00 - 5 1 $late" "05 $early 2 3 -" "06 - 1 1 -"
    cd "$tmp/aside" || exit
    lab import all
    ends 0
    silent
    prints 'Taken in: 3 labs.'
    echo "mtls-leak-kit progress 1
00 $early 5 1 $late
05 $early 3 3 -
06 - 1 1 -
08 - 0 0 -" >"$tmp/aside/wanted"
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
s/"05"/"5"/
s/"05"/"00"/
s/"checks":3/"checks":-3/
s/"checks":3/"checks":"3"/
s/"checks":3/"checks":3.5/
s/"checks":3/"checks":03/
s/"hints":2,//
s/"solved":true/"solved":false/
s/"solved":true/"solved":1/
s/2026-02/2026-2/
s/"format":1/"format":2/
s/mtls-leak-kit/another/
s/"learner":"[^"]*"/"learner":""/
s/"labs":\[/"labs":{/
s/]}$/]} more/
s/^{"lab":"05"/{"lab":"05","lab":"05"/
s/,"hints"/;"hints"/
s/"requests"/"requests/
s/"requests"/"req\\xuests"/
1s/^/[/
1,$d
s/"name":"first"/"name":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]/
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

# What other programs make of the JSON: other blanks, escapes, more members.
imports_reformatted() {
    given "05 $early 3 2 -"
    lab export "$tmp/aside/good"
    rm -r "$LAB_HOME"
    sed 's/[,:{}]/&\n\t /g; s/2026-01/2026\\u002d01/
s/T03\n\t :04\n\t :05/T03:04:05/' "$tmp/aside/good" |
        sed 's/"kit"/"more": {"x": [1e3, -0.5, null, []]}, "kit"/' |
        awk '{ gsub(/T[0-9]+:$/, "&"); all = all $0 "\n" } END {
            while (match(all, /[0-9]:\n\t [0-9]/))
                all = substr(all, 1, RSTART + 1) substr(all, RSTART + 5)
            printf "%s", all }' >"$tmp/aside/other"
    lab import "$tmp/aside/other"
    ends 0
    holds "$LAB_HOME/progress" "05 $early 3 2 -"
}
it 'import reads any JSON with the same members' imports_reformatted
