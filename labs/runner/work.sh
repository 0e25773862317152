# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The commands that look after the learner's files: start, diff, reset.
# Sourced by labs/lab.

# ---- Start -----------------------------------------------------------------

# Whole or not at all: half a file that is kept would never be mended.
put() { # FROM TO
    { mkdir -p -- "$(dirname -- "$2")" 2>/dev/null &&
        cp -- "$1" "$2.part" 2>/dev/null && mv -- "$2.part" "$2"; } || {
        rm -f -- "$2.part" 2>/dev/null || :
        fail "cannot write $2: is the disk full, or the folder not yours?"
    }
}

kept=
place() { # FROM TO: never over what is there
    if [ -e "$2" ] || [ -L "$2" ]; then
        kept=yes
        echo "$(shown "$2") is there already and stays as it is"
    else
        put "$1" "$2"
        shown "$2"
    fi
}

place_all() {
    kept=
    if [ -n "$module" ]; then
        place "$top/leaky/$module.c" "$(work_file)"
    elif [ -d "$folder/start" ]; then
        files=$(cd -- "$folder/start" && find . -type f | LC_ALL=C sort)
        while IFS= read -r file; do
            [ -z "$file" ] || place "$folder/start/$file" "$work/${file#./}"
        done <<LIST
$files
LIST
    fi
    mkdir -p -- "$work" 2>/dev/null || fail "cannot make the folder $work"
    [ -z "$kept" ] ||
        echo "To have the original back: labs/lab reset $number"
}

command_start() {
    only_lab start "$@"
    find_lab "$wanted"
    place_all
    echo "Read $(shown "$folder")/README.md, then: labs/lab run $number"
}

# ---- Diff ------------------------------------------------------------------

# Status 0 when there are any.
differences() { # OLD NEW LABEL LABEL
    colour=never
    [ -n "${NO_COLOR:-}" ] || colour=auto
    status=0
    diff -u --color=$colour --label "$3" --label "$4" -- "$1" "$2" ||
        status=$?
    [ "$status" -ne 141 ] || exit 0 # whoever reads it has seen enough
    [ "$status" -le 1 ] || fail "cannot compare $1 and $2"
    [ "$status" -eq 1 ]
}

not_started() {
    fail "$titled is not started: labs/lab start $number"
}

command_diff() {
    only_lab diff "$@"
    find_lab "$wanted"
    [ -d "$work" ] || not_started
    changed=
    if [ -n "$module" ]; then
        work_begun || not_started
        ! differences "$top/leaky/$module.c" "$file" "leaky/$module.c" \
            "$(shown "$file")" || changed=yes
    elif [ -d "$folder/start" ]; then
        files=$(cd -- "$folder/start" && find . -type f | LC_ALL=C sort)
        while IFS= read -r file; do
            fault=$(file_fault "$work/$file")
            [ -z "$fault" ] || {
                echo "$(shown "$work/${file#./}") $fault"
                changed=yes
                continue
            }
            ! differences "$folder/start/$file" "$work/$file" \
                "$(shown "$folder/start/${file#./}")" \
                "$(shown "$work/${file#./}")" || changed=yes
        done <<LIST
$files
LIST
    fi
    [ -n "$changed" ] || echo "Nothing is changed in $(shown "$work")."
}

# ---- Reset -----------------------------------------------------------------

remove() { # FILE-OR-FOLDER...
    rm -rf -- "$@" 2>/dev/null || fail "cannot remove $*: is it not yours?"
}

command_reset() {
    only_lab reset "$@"
    [ "$wanted" != all ] || {
        reset_all
        return 0
    }
    find_lab "$wanted"
    if [ ! -e "$work" ]; then
        echo "There is nothing in $(shown "$work") to reset."
        return 0
    fi
    confirm "remove your work in $(shown "$work") for the original?" \
        "$(shown "$work") stays as it is"
    remove "$work"
    place_all
}

reset_all() {
    find_home
    there=$(all_labs) || exit 2
    confirm 'remove all your work and all your progress?' \
        'all stays as it is'
    while IFS= read -r each; do
        use_lab "$each"
        remove "$work" "$builds/labs/$number" \
            "$builds/report/lab-$number.html"
    done <<LIST
$there
LIST
    remove "$progress" "$home/lock"
    rmdir -- "$home" "$works" "$builds/labs" 2>/dev/null || :
    echo 'All work and all progress are removed.'
}
