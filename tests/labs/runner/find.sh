# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# To find the kit, a lab, and one's way: for runner.sh.

lists_all() {
    lab list
    ends 0
    silent
    prints_only '00-first        current  the title
05-requests     open     kept for ever
08-bare         open     '
}
it 'list shows each lab in order, with state and title, and nothing else' \
    lists_all

lists_progress() {
    solve_module
    lab check 05
    lab list
    prints '00-first        current'
    prints '05-requests     done'
    prints '08-bare         open'
    prints_not 'All labs'
    solve_first
    lab check 00
    lab list
    prints '00-first        done'
    prints '08-bare         current'
}
it 'the current lab is the first that is not done' lists_progress

lists_end() {
    mkdir "$tmp/aside/labs"
    cp -R "$LAB_LABS/00-first" "$tmp/aside/labs"
    LAB_LABS=$tmp/aside/labs
    solve_first
    lab check 00
    lab list
    prints_only '00-first        done     the title
All labs are done.'
}
it 'when all is done, list says so' lists_end

finds_lab() {
    for word in 5 05 05-requests requests labs/05-requests/; do
        rm -rf "$LAB_WORKS"
        lab start "$word"
        ends 0
        same "$LAB_WORKS/05/requests.c" "$top/leaky/requests.c"
    done
}
it 'a lab is found by 5, 05, its folder or its module' finds_lab

knows_no_lab() {
    for word in 4 nothing 09 notes 7 '*' 05- 005; do
        lab start "$word"
        ends 2
        complains "no lab '$word'"
    done
    for command in run hint check watch diff solution reset; do
        lab $command nothing
        ends 2
        complains "no lab 'nothing'"
    done
}
it 'an unknown lab is named, in every command' knows_no_lab

finds_none() {
    mkdir "$tmp/aside/none"
    LAB_LABS=$tmp/aside/none
    for command in list status 'start 05'; do
        # shellcheck disable=SC2086 # words
        lab $command
        ends 2
        complains "no labs in $tmp/aside/none"
    done
}
it 'a folder without labs is named' finds_none

refuses_words() {
    for words in start run hint check watch diff solution reset import room \
        'start 00 05' 'hint 00 05' 'check 05 a b' 'diff 05 a' 'list 05' \
        'status 05' 'status --json 05' 'export a b' 'import a b' 'room a b'; do
        # shellcheck disable=SC2086 # words
        lab $words
        ends 2
        complains 'say it so: labs/lab '"${words%% *}"
    done
}
it 'too few or too many words: it says how' refuses_words

refuses_options() {
    for words in 'start 05 --force' 'check 05 --jsn' 'room . --json' \
        'reset 05 -f' 'watch 05 --json'; do
        # shellcheck disable=SC2086 # words
        lab $words
        ends 2
        complains 'has no option -'
    done
    lab frobnicate
    ends 2
    complains "no command 'frobnicate'"
}
it 'an unknown command or option is named' refuses_options

helps() {
    for words in help --help -h '' 'check --help' 'run 05 --help'; do
        # shellcheck disable=SC2086 # words
        lab $words
        ends 0
        silent
        for each in list start run hint check watch diff solution reset \
            status export import room; do
            prints "  $each"
        done
    done
    lab --version
    ends 0
    prints 'labs/lab 1'
}
it 'help lists each command' helps

works_from_anywhere() {
    mkdir "$tmp/aside/in here"
    cd "$tmp/aside/in here" || exit
    ln -s "$program" '../a link'
    ln -s 'a link' ../second
    program=../second
    lab start 05
    ends 0
    same "$LAB_WORKS/05/requests.c" "$top/leaky/requests.c"
    PATH=$tmp/aside:$PATH
    program=second
    lab diff 05
    ends 0
}
it 'it works from any folder, through links and PATH' works_from_anywhere

takes_relative_folders() {
    cd "$tmp/aside" || exit
    LAB_HOME='a home' LAB_WORKS='my works'
    lab start 05
    lab hint 05
    [ -f 'my works/05/requests.c' ] || wrong 'does not work in my works'
    [ -f 'a home/progress' ] || wrong 'does not keep progress in a home'
}
it 'LAB_HOME and LAB_WORKS may be seen from here' takes_relative_folders
