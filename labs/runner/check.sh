# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The command check: the grader judges a module lab, and the other labs' own
# check.sh theirs. Sourced by labs/lab.

verb=check
told= # a file that the verdict goes to, for report; else to stdout
json=
autolab=
quiet=

check_words() { # WORD...: options, the lab and maybe a file
    wanted=
    file=
    for each; do
        case $each in
        --json) json=--json ;;
        --autolab) autolab=--autolab ;;
        --quiet) quiet=--quiet ;;
        -*) fail "$verb has no option $each; labs/lab help lists them" ;;
        *)
            if [ -z "$wanted" ]; then
                wanted=$each
            elif [ -z "$file" ]; then
                file=$(absolute "$each")
            else
                misused "$verb LAB [FILE]"
            fi
            ;;
        esac
    done
    [ -n "$wanted" ] || misused "$verb LAB [FILE]"
}

# There is something to judge, and who can judge it.
check_ready() {
    [ -n "$module" ] || [ -f "$folder/check.sh" ] ||
        fail "$titled has no check.sh: the kit is not complete"
    [ -z "$module" ] || [ -f "$grader" ] ||
        fail "there is no grader, $grader: the kit is not complete"
    if [ -n "$module" ]; then
        [ -n "$file" ] || file=$(work_file)
        [ "$file" != "$(work_file)" ] || work_begun || not_started
        fault=$(file_fault "$file")
        [ -z "$fault" ] || fail "$file $fault"
    elif [ -n "$file" ] && [ ! -d "$file" ]; then # of lab 11 a folder
        fault=$(file_fault "$file")
        [ -z "$fault" ] || fail "$file $fault"
    elif [ -z "$file" ]; then
        [ -d "$work" ] || [ ! -d "$folder/start" ] || not_started
    fi
}

# ---- To judge --------------------------------------------------------------

# Options before the lab, as the grader takes them.
judge_module() {
    if [ -n "$told" ]; then
        judge_silently
        return
    fi
    # shellcheck disable=SC2086 # each is one word or none
    child_run sh "$grader" $json $autolab $quiet "$number" "$file"
}

# The verdict goes to a file; why there is none, to stderr.
judge_silently() {
    verdict=0
    tick "checks $titled"
    # shellcheck disable=SC2016 # the inner shell's own
    child_quietly "$temporary/said" sh -c 'exec "$@" >"$0"' "$told" \
        sh "$grader" --json "$number" "$file" || verdict=$?
    tock
    [ "$verdict" -le 1 ] || cat "$temporary/said" >&2
    return "$verdict"
}

# Their check.sh knows no options: what they ask for is made here.
judge_other() {
    if [ -z "$json$autolab$quiet" ]; then
        child_run sh "$folder/check.sh" ${file:+"$file"}
        return
    fi
    verdict=0
    tick "checks $titled"
    child_quietly "$temporary/said" sh "$folder/check.sh" \
        ${file:+"$file"} || verdict=$?
    tock
    if [ "$verdict" -gt 1 ]; then
        cat "$temporary/said" >&2
        return "$verdict"
    fi
    if [ -n "$told" ]; then
        tell_other "$verdict" >"$told"
    else
        tell_other "$verdict"
    fi
    return "$verdict"
}

# In the grader's forms, with one stage.
tell_other() { # STATUS
    case $1 in
    0) words='solved' found=true failed=null score=1 ;;
    *) words='not solved' found=false failed='"check"' score=0 ;;
    esac
    if [ -n "$json" ]; then
        printf '{"lab":"%s","module":null,"solved":%s,"failed":%s,' \
            "$number" "$found" "$failed"
        printf '"stages":[{"name":"check","passed":%s}],"evidence":%s}\n' \
            "$found" "$(json_string "$(cat "$temporary/said")")"
    elif [ -z "$quiet" ]; then
        cat "$temporary/said"
    elif [ -z "$autolab" ]; then
        echo "$number $name: $words"
    fi
    [ -z "$autolab" ] || printf '{"scores":{"check":%s}}\n' "$score"
}

# Judges the lab in use, and keeps the result: 0, 1 or 2.
judge() {
    environment
    verdict=0
    if [ -n "$module" ]; then
        judge_module || verdict=$?
    else
        judge_other || verdict=$?
    fi
    case $verdict in
    0) record solved || : ;;
    1) record check || : ;;
    2) ;;
    129 | 130 | 141 | 143) ;; # ended by who called it
    *)
        say "the check of $titled ended with status $verdict"
        verdict=2
        ;;
    esac
    return "$verdict"
}

command_check() {
    check_words "$@"
    find_lab "$wanted"
    check_ready
    make_temporary
    [ -n "$module" ] || locked build_kit # the grader does so itself
    verdict=0
    judge || verdict=$?
    [ "$verdict" -ne 0 ] || [ -n "$json$autolab$quiet" ] || [ ! -t 1 ] ||
        echo 'labs/lab list says what is next.'
    exit "$verdict"
}
