# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# How many tests of a script have passed and failed, for summary.sh. Who
# sources this sets counted to its name: labs/home.
passed=0
failed=0

good() {
    passed=$((passed + 1))
}

bad() { # SENTENCE
    failed=$((failed + 1))
    # shellcheck disable=SC2154 # who sources this sets it
    echo "$counted: failed: $1"
}

judge() { # STATUS SENTENCE [FOUND]
    if [ "$1" -eq 0 ]; then
        good
    else
        bad "$2${3:+ ($3)}"
    fi
}

count_end() { # RESULT: leaves the counts there
    mkdir -p "$(dirname "$1")"
    echo "$passed passed, $failed failed" >"$1"
    [ "$failed" -gt 0 ] || echo "$counted: $passed passed"
}
