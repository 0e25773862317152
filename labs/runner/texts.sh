# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The commands that show what there is to read: list, hint, solution.
# Sourced by labs/lab.

command_list() {
    [ $# -eq 0 ] || misused list
    find_progress
    there=$(all_labs) || exit 2
    current=
    while IFS= read -r each; do
        use_lab "$each"
        read_lab
        state=open
        if [ "$solved" != - ]; then
            state='done'
        elif [ -z "$current" ]; then
            state=current
            current=$titled
        fi
        printf '%-15s %-8s %s\n' "$titled" "$state" "$(lab_title)"
    done <<LIST
$there
LIST
    [ -n "$current" ] || echo 'All labs are done.'
}

# ---- Hints -----------------------------------------------------------------

hint_text() { # N: what stands below its heading, without blank lines around
    awk -v wanted="$1" '
        /^## / { inside = ($2 == wanted); next }
        inside && (NF || begun) {
            if (NF) {
                printf "%s%s\n", blank, $0
                blank = ""
            } else
                blank = blank "\n"
            begun = 1
        }' "$folder/hints.md"
}

show_hint() { # N
    echo "hint $1 of $total"
    hint_text "$1"
}

command_hint() {
    only_lab 'hint' "$@"
    find_lab "$wanted"
    [ -f "$folder/hints.md" ] || fail "$titled has no hints"
    total=$(grep -c '^## [0-9]' "$folder/hints.md") || :
    [ "$total" -gt 0 ] || fail "$titled has no hints"
    read_lab
    if [ "$hints" -ge "$total" ]; then
        echo "All $total hints of $titled were shown; here they are again."
        first=1
        while [ "$first" -le "$total" ]; do
            echo
            show_hint "$first"
            first=$((first + 1))
        done
        return 0
    fi
    show_hint $((hints + 1))
    output_flush || exit 2 # nobody has read it
    record "hint=$((hints + 1))" || exit 2
}

# ---- Solution --------------------------------------------------------------

command_solution() {
    only_lab solution "$@"
    find_lab "$wanted"
    [ -f "$folder/solution.md" ] ||
        fail "$titled has no solution.md: the kit is not complete"
    read_lab
    [ "$solved" != - ] || confirm \
        "you have not solved $titled yet: show its solution?" \
        "$titled is not solved yet, so its solution is not shown"
    record solution || :
    sed '/^<!--.*-->$/d' "$folder/solution.md" # for the tests alone
    [ -z "$module" ] || {
        echo
        differences "$top/leaky/$module.c" "$top/fixed/$module.c" \
            "leaky/$module.c" "fixed/$module.c" || :
    }
}
