# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# How many tests of a script have passed and failed, for summary.sh, and a
# folder for it. Who sources this sets counted to its name: labs/home.
# shellcheck disable=SC2154 # it does
passed=0
failed=0
lacks=

good() {
    passed=$((passed + 1))
}

bad() { # SENTENCE
    failed=$((failed + 1))
    echo "$counted: failed: $1"
}

judge() { # STATUS SENTENCE [FOUND]
    if [ "$1" -eq 0 ]; then
        good
    else
        bad "$2${3:+ ($3)}"
    fi
}

count_room() { # makes $work, a folder that is gone when the script ends
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

count_needs() { # RESULT PROGRAM: without it nothing is tested
    ! command -v "$2" >/dev/null || return 0
    lacks=$2
    count_end "$1"
    exit 0
}

count_end() { # RESULT: leaves the counts there
    mkdir -p "$(dirname "$1")"
    echo "$passed passed, $failed failed" >"$1"
    [ "$failed" -gt 0 ] ||
        echo "$counted: $passed passed${lacks:+, skipped: no $lacks}"
}
