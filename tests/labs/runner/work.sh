# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# The learner's files, start, diff and reset: for runner.sh.

starts_files() {
    lab start 00
    ends 0
    silent
    prints labs/lab\ run\ 00
    same "$LAB_WORKS/00/answers.txt" "$LAB_LABS/00-first/start/answers.txt"
    holds "$LAB_WORKS/00/deep/below.txt" deep
}
it 'start copies all of start/' starts_files

starts_nothing() {
    lab start 08
    ends 0
    [ -d "$LAB_WORKS/08" ] || wrong 'makes no folder'
}
it 'start of a lab without files makes its folder' starts_nothing

starts_twice() {
    lab start 05
    prints_not 'already'
    echo mine >"$LAB_WORKS/05/requests.c"
    lab start 05
    ends 0
    prints 'requests.c is there already and stays'
    prints 'labs/lab reset 05'
    holds "$LAB_WORKS/05/requests.c" mine
    lab start 00
    echo mine >"$LAB_WORKS/00/deep/below.txt"
    rm "$LAB_WORKS/00/answers.txt"
    lab start 00
    prints 'below.txt is there already'
    prints_not 'answers.txt is there already'
    holds "$LAB_WORKS/00/deep/below.txt" mine
    holds "$LAB_WORKS/00/answers.txt" 'answer = '
    rm "$LAB_WORKS/05/requests.c"
    ln -s nowhere "$LAB_WORKS/05/requests.c"
    lab start 05
    prints 'requests.c is there already and stays'
}
it 'start writes over nothing, and says what does' starts_twice

starts_nowhere() {
    : >"$tmp/aside/file"
    LAB_WORKS=$tmp/aside/file
    for number in 00 05 08; do
        lab start $number
        ends 2
        complains "$tmp/aside/file/$number"
    done
}
it 'start where nothing can be made names the place' starts_nowhere

starts_on_full_disk() {
    mkdir -p "$LAB_WORKS/05"
    status=0
    did='start with no space'
    without_space start 05
    complains "$LAB_WORKS/05/requests.c"
    [ -z "$(ls -A "$LAB_WORKS/05")" ] || wrong 'leaves half a file'
}
it 'start on a full disk leaves no half file' starts_on_full_disk

shows_difference() {
    lab diff 05
    ends 2
    complains 'labs/lab start 05'
    lab start 05
    lab diff 05
    ends 0
    prints 'Nothing is changed'
    sed 's/calloc/malloc/' "$top/leaky/requests.c" >"$LAB_WORKS/05/requests.c"
    lab diff 05
    ends 0
    silent
    prints '--- leaky/requests.c'
    prints '+++ '
    prints_not 'Nothing is changed'
    grep -q '^-.*calloc' "$tmp/out" || wrong 'shows no calloc that went'
    grep -q '^+.*malloc' "$tmp/out" || wrong 'shows no malloc that came'
    rm "$LAB_WORKS/05/requests.c"
    lab diff 05
    ends 2
    complains 'labs/lab start 05'
}
it 'diff shows what is changed in a module' shows_difference

shows_differences() {
    lab start 00
    lab diff 00
    prints 'Nothing is changed'
    echo 'answer = 1' >"$LAB_WORKS/00/answers.txt"
    rm "$LAB_WORKS/00/deep/below.txt"
    lab diff 00
    ends 0
    prints '+answer = 1'
    prints 'below.txt is not there'
    prints_not 'Nothing is changed'
}
# start leaves each as it is, so `not started` would lead nowhere.
names_no_file() {
    for fault in 'is a link to nothing' 'is a folder, not a file'; do
        rm -rf "$LAB_WORKS"
        mkdir -p "$LAB_WORKS/05" "$LAB_WORKS/00"
        for file in 05/requests.c 00/answers.txt; do
            case $fault in
            *link*) ln -s "$tmp/none" "$LAB_WORKS/$file" ;;
            *) mkdir "$LAB_WORKS/$file" ;;
            esac
        done
        for command in run diff check report watch; do
            lab "$command" 05
            ends 2
            prints_only ''
            complains "requests.c $fault; labs/lab reset 05 puts the original"
        done
        lab diff 00
        prints "answers.txt $fault"
    done
}
it 'a work file that is no file is named, and the original is not run' \
    names_no_file

it 'diff shows what is changed in the files of a lab' shows_differences

resets_one() {
    lab reset 05
    ends 0
    prints 'There is nothing'
    lab start 05
    echo mine >"$LAB_WORKS/05/requests.c"
    lab hint 05
    lab reset 05
    ends 1
    complains 'say --yes'
    holds "$LAB_WORKS/05/requests.c" mine
    lab reset 05 --yes
    ends 0
    silent
    same "$LAB_WORKS/05/requests.c" "$top/leaky/requests.c"
    lab hint 05
    prints 'hint 2 of 3'
}
it 'reset puts the original back, if told, and keeps the progress' resets_one

resets_all() {
    solve_first
    solve_module
    lab check 05
    mkdir "$LAB_WORKS/mine"
    lab reset all
    ends 1
    complains 'say --yes'
    [ -f "$LAB_WORKS/05/requests.c" ] || wrong 'removes without a yes'
    lab reset --yes all
    ends 0
    absent "$LAB_WORKS/05"
    absent "$LAB_WORKS/00"
    absent "$LAB_HOME"
    [ -d "$LAB_WORKS/mine" ] || wrong 'removes what is not a lab'
    lab list
    prints '00-first        current'
}
it 'reset all removes work and progress, and nothing else' resets_all

asks() {
    did='reset on a terminal'
    lab start 05
    echo mine >"$LAB_WORKS/05/requests.c"
    for answer in n '' x; do
        echo "$answer" | on_terminal "$program reset 05" || :
        prints '[y/N]'
        holds "$LAB_WORKS/05/requests.c" mine
    done
    echo y | on_terminal "$program reset 05"
    same "$LAB_WORKS/05/requests.c" "$top/leaky/requests.c"
}
it 'on a terminal it asks, and only a yes is a yes' asks
