# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# Hints and solutions: for runner.sh.

gives_hints() {
    lab hint 00
    ends 0
    silent
    prints_only 'hint 1 of 2
Vague.

Still vague.'
    lab hint 05
    prints_only 'hint 1 of 3
One.'
    lab hint 00
    prints_only 'hint 2 of 2
Clear.'
    lab hint 05
    lab hint 05
    prints_only 'hint 3 of 3
Three.'
}
it 'hint gives one more each time, per lab' gives_hints

gives_all_hints() {
    lab hint 00
    lab hint 00
    for again in 1 2; do
        lab hint 00
        ends 0
        prints_only 'All 2 hints of 00-first were shown; here they are again.

hint 1 of 2
Vague.

Still vague.

hint 2 of 2
Clear.'
    done
    lab status
    grep -q '^00-first  *-  *0  *2 ' "$tmp/out" || wrong "$again counted"
}
it 'when all hints are shown, it shows them all again' gives_all_hints

has_no_hints() {
    lab hint 08
    ends 2
    complains '08-bare has no hints'
    mkdir "$tmp/aside/labs" "$tmp/aside/labs/01-x"
    : >"$tmp/aside/labs/01-x/hints.md"
    LAB_LABS=$tmp/aside/labs
    lab hint 01
    ends 2
    complains '01-x has no hints'
}
it 'a lab without hints is named' has_no_hints

hides_solution() {
    lab solution 05
    ends 1
    complains 'not solved yet'
    prints_only ''
    absent "$LAB_HOME"
    echo n | on_terminal "$program solution 05" || :
    prints 'show its solution? [y/N]'
    prints_not reasons
    echo y | on_terminal "$program solution 05"
    prints 'The reasons of 05.'
}
it 'solution asks first, and shows nothing where it cannot' hides_solution

shows_solution() {
    lab solution 05 --yes
    ends 0
    silent
    [ "$(head -n 1 "$tmp/out")" = 'The reasons of 05.' ] ||
        wrong 'does not begin with solution.md'
    prints '--- leaky/requests.c'
    prints '+++ fixed/requests.c'
    diff -u "$top/leaky/requests.c" "$top/fixed/requests.c" | sed 1,2d \
        >"$tmp/aside/lesson" || :
    sed 1,4d "$tmp/out" | cmp -s - "$tmp/aside/lesson" ||
        wrong 'does not end with the difference'
    lab solution --yes 00
    prints_only 'The reasons of 00.'
    lab status --json
    [ "$(grep -c '"solution_seen":true' "$tmp/out")" -eq 2 ] ||
        wrong 'does not keep that both were seen'
}
it 'solution shows the reasons and the change, and is recorded' shows_solution

shows_solution_of_solved() {
    solve_module
    lab check 05
    lab solution 05
    ends 0
    prints 'The reasons of 05.'
}
it 'the solution of a solved lab needs no yes' shows_solution_of_solved

shows_the_head() {
    mkdir "$tmp/aside/bin"
    # Whose reader has gone, as that of `| head` has: SIGPIPE ends it.
    echo 'kill -PIPE $$' >"$tmp/aside/bin/diff"
    chmod +x "$tmp/aside/bin/diff"
    PATH=$tmp/aside/bin:$PATH
    lab solution 05 --yes
    ends 0
    silent
}
it 'a reader of a solution may stop where it likes' shows_the_head

has_no_solution() {
    lab solution 08 --yes
    ends 2
    complains 'no solution.md'
}
it 'a lab without its solution is named' has_no_solution
