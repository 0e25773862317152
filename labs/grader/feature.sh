# shellcheck shell=sh disable=SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# The grader's stage `feature`, for check.sh: those contract tests that see
# what a module does.

# The contract tests that see what the module does. `dates` and `timeouts`
# wait most of their time, so they begin first.
suites_of() { # MODULE
    case $1 in
    server) echo timeouts connections routes views metrics audit refused \
        trust reload drain undisturbed incomplete bodies firmware slow \
        listening ;;
    peer) echo dates refused trust identity impostors metrics audit views \
        reload connections ;;
    sessions) echo views connections metrics audit reload refused identity \
        incomplete drain ;;
    requests) echo views undisturbed audit routes bodies metrics incomplete \
        readings bad_readings firmware drain connections ;;
    listeners) echo audit reload metrics incomplete drain views bodies ;;
    streams) echo firmware undisturbed drain metrics escapes incomplete \
        audit ;;
    esac
}

suite_ended() { # SUITE STATUS: its words, if it failed
    [ "$2" -ne 0 ] || return 0
    words_of "$work/$1.suite" >>"$evidence"
    [ "$2" -eq 124 ] || return 0
    # Does the server hang, or is it the machine? fixed/ would, then, too.
    learners=$server
    server=$build/fixed/mtls-server
    (become "$build/tests/contract/$1") >"$work/reference" 2>&1 ||
        cannot "the tests $1 did not end within $limit seconds, nor do they \
on fixed/: is the machine busy? Try again"
    server=$learners
    echo "$1: came to no end within $limit seconds" >>"$evidence"
}

# Who has failed one test has failed: a server that hangs would make each of
# the others wait for its end.
run_suite() { # SUITE
    : >"$work/$1.suite"
    become "$build/tests/contract/$1" >"$work/$1.suite" 2>&1 &
    suite=$!
    running="$running $suite"
    until ! kill -0 "$suite" 2>/dev/null; do
        ! grep -q '^\[  \(FAILED  \|ERROR   \)\] [a-z]' "$work/$1.suite" ||
            kill "$suite" 2>/dev/null || :
        sleep 0.05 # between two looks
    done
    status=0
    wait "$suite" || status=$?
    suite_ended "$1" "$status"
}

run_suites() { # SUITE...: the first by the side of the others, if it waits
    sleeper=
    case $1 in
    dates | timeouts)
        sleeper=$1
        shift
        become "$build/tests/contract/$sleeper" >"$work/$sleeper.suite" 2>&1 &
        pid_sleeper=$!
        running="$running $!"
        ;;
    esac
    for name; do
        [ -s "$evidence" ] || run_suite "$name"
    done
    [ -n "$sleeper" ] && [ ! -s "$evidence" ] || return 0
    status=0
    wait "$pid_sleeper" || status=$?
    suite_ended "$sleeper" "$status"
}

stage_feature() {
    # shellcheck disable=SC2046 # words
    run_suites $(suites_of "$module")
    [ ! -s "$evidence" ] || return 1
    over_leaky_requests
}

# Where requests are never freed, a subscription still has to end: lab 06.
over_leaky_requests() {
    [ "$module" = listeners ] || return 0
    build_over "$work/pair" "$work/src/listeners.c" \
        "$top/leaky/requests.c" >"$evidence" || return 1
    server=$work/pair/mtls-server
    run_suite audit
    server=$work/fixed/mtls-server
    [ -s "$evidence" ] || return 0
    echo 'all this over leaky/requests.c' >>"$evidence"
    return 1
}
