# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The command report: a page of what check says now, and of how the learner's
# server grows beside the leaky and the fixed one. Sourced by labs/lab.

# What makes the module work: a kind of step of mtls-load, by tests/truth.csv.
kind_of_module() {
    case $(awk -F , -v module="$module" '$1 == module { print $7 }' \
        "$top/tests/truth.csv") in
    refusal) echo refused:none ;;
    download) echo firmware ;;
    *) echo healthz ;;
    esac
}

# To $temporary/growth, of a file that compiles.
measure_growth() {
    ! grep -q '"failed":"compile"' "$told" || return 0
    locked build_module "$file"
    environment
    tick "measures how $titled grows"
    # shellcheck disable=SC2016 # the inner shell's own
    child_quietly "$temporary/measured" sh -c 'exec "$@" >"$0"' \
        "$temporary/growth" sh "$top/labs/instruments/report/growth.sh" \
        "$(kind_of_module)" "leaky=$builds/variants/$module/mtls-server" \
        "theirs=$builds/labs/$number/mtls-server" \
        "fixed=$builds/fixed/mtls-server" || :
    tock
    [ ! -s "$temporary/measured" ] ||
        say "not all curves are whole: $(tail -n 1 "$temporary/measured")"
}

# The page's own program and, for the curves, the leak alone.
build_page() {
    [ "$builds" = "$top/build" ] || return 0
    make_quietly 'builds the report' instrument-report \
        ${module:+"variant-$module"} || {
        cat "$temporary/make" >&2
        fail 'the report cannot be built: make deps installs what it needs'
    }
}

write_page() {
    page=$builds/report/lab-$number.html
    mkdir -p -- "${page%/*}" 2>/dev/null ||
        fail "cannot make the folder ${page%/*}"
    set -- --output "$page" --command "labs/lab check $number" \
        --command "labs/lab report $number"
    [ -z "$file" ] || set -- "$@" --file "$(shown "$file")"
    [ ! -s "$temporary/growth" ] || set -- "$@" --growth "$temporary/growth"
    "$builds/instruments/report" lab "$@" "$told" 2>"$temporary/page" ||
        fail "$(sed 's/^report: //' "$temporary/page")"
    shown "$page"
}

command_report() {
    verb=report
    check_words "$@"
    [ -z "$json$autolab$quiet" ] ||
        fail 'report has no such option; labs/lab help lists them'
    find_lab "$wanted"
    check_ready
    make_temporary
    json=--json
    told=$temporary/verdict
    locked build_kit
    build_page
    judge || exit_unless_judged "$?"
    [ -z "$module" ] || measure_growth
    write_page
    exit "$verdict"
}

exit_unless_judged() { # STATUS
    [ "$1" -le 1 ] || exit "$1"
}
