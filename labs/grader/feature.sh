# shellcheck shell=sh disable=SC2034,SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# The grader's stage `feature`, for check.sh: those contract tests that see
# what a module does.

# The contract tests that see what the module does. Those that wait most of
# their time begin first: judge_suites().
suites_of() { # MODULE
    case $1 in
    server) echo timeouts slow closing drain connections routes views \
        metrics audit refused trust reload undisturbed incomplete bodies \
        firmware listening activation ticket_key protocols bounds heads framing \
        unread ;;
    peer) echo dates slow refused trust identity impostors metrics audit \
        views reload connections names revocation vcache allow incomplete \
        strangers ;;
    sessions) echo dates drain views connections metrics audit reload \
        refused identity incomplete names revocation allow ticket_key ;;
    requests) echo drain views undisturbed audit routes bodies metrics \
        incomplete readings bad_readings firmware connections names escapes \
        heads framing bounds ;;
    listeners) echo drain audit reload metrics incomplete views bodies \
        undisturbed ;;
    streams) echo drain firmware undisturbed metrics escapes incomplete \
        audit unread revocation ;;
    *) (cd "$top/tests/contract" && printf '%s\n' *.c | sed 's/\.c$//') ;;
    esac
}

# The test that failed, or that ran when the suite was ended.
failed_test() { # SUITE
    awk '
        failed { next }
        /^\[ RUN / { name = $4 }
        /^\[  (FAILED  |ERROR   )\] [a-z]/ { name = $4; failed = 1 }
        END { print name }' "$work/$1.suite"
}

begin_suite() { # SUITE, unless it is under way
    eval "[ -z \"\${pid_$1:-}\" ]" || return 0
    allow "$1"
    begin_aside "$1" "$work/$1.suite" "$(program_of "$1")"
}

program_of() { # SUITE
    case $1 in
    torture) echo "$build/tests/torture/torture" ;;
    *) echo "$build/tests/contract/$1" ;;
    esac
}

# They wait more than they work, so several are. Who judges many files at a
# time has enough to do.
abreast=3
[ -z "${GRADER_SERIAL:-}" ] || abreast=1
begin_first() { # SUITE...
    begun=0
    for ahead; do
        [ "$begun" -lt "$abreast" ] || return 0
        begin_suite "$ahead"
        begun=$((begun + 1))
    done
}

# Who has failed one test has failed: a server that hangs would make each of
# the others wait for its end.
end_suite() { # SUITE: its status
    begin_suite "$1"
    eval "pid=\$pid_$1 pid_$1="
    until ! kill -0 "$pid" 2>/dev/null; do
        ! grep -q '^\[  \(FAILED  \|ERROR   \)\] [a-z]' "$work/$1.suite" ||
            kill "$pid" 2>/dev/null || :
        sleep 0.2 # between two looks
    done
    await "$pid"
}

# The test that failed is asked again. If it passes then, and the suite fails
# once more, the suite is: a fault may show only after what came before.
judge_suite() { # SUITE: leaves what speaks against the module in $evidence
    turns=0
    until end_suite "$1"; do
        failing=
        [ "$turns" -gt 0 ] || failing=$(failed_test "$1")
        if confirmed "$1${failing:+, $failing,}" "$work/$1.again" \
            "$(program_of "$1")" ${failing:+"$failing"}; then
            words_of "$work/$1.again" >>"$evidence"
            return
        fi
        count_turn "the tests of $1" || return 0
    done
}

judge_suites() { # SUITE...: the first by the side of the others, if they wait
    sleepers=
    while :; do
        case ${1:-} in
        dates | timeouts | slow | limits | closing | drain) ;;
        *) break ;;
        esac
        begin_suite "$1"
        sleepers="$sleepers $1"
        shift
    done
    for suite in "$@" $sleepers; do
        [ ! -s "$evidence" ] || return 0
        begin_first "$@"
        judge_suite "$suite"
        [ $# -eq 0 ] || shift
    done
}

stage_feature() {
    [ "$per_request" -ne 0 ] || begin_torture
    # shellcheck disable=SC2046 # words
    judge_suites $(suites_of "$module")
    [ ! -s "$evidence" ] || return 1
    [ "$per_request" -ne 0 ] || judge_torture || return 1
    over_leaky_requests
}

# ---- When memory runs out --------------------------------------------------

# Each call of the module that can fail does, in turn, as tests/torture has it
# of all of fixed/: points.c knows which are the module's by the section that
# they are in.
build_tortured() { # FOLDER FILE
    common=$build/torture
    read -r cflags <"$common/cflags"
    read -r noise <"$common/ldflags"
    tortured=0
    { build_over "$1" "$2" &&
        objcopy --rename-section .text=tortured "$1/$module.o" &&
        rm -f "$1/mtls-server" && build_over "$1" "$2"; } \
        >"$work/torture.cc" 2>&1 || tortured=1
    common='' cflags='' noise=''
    [ "$tortured" -eq 0 ] || {
        cat "$work/torture.cc" >&2
        cannot "$module.c cannot be built so that its calls fail: see above"
    }
}

by_torture() { # COMMAND...: its status
    by_servers "$work/torture/mtls-server" \
        "$work/untortured/mtls-server" "$@"
}

begin_torture() {
    [ -x "$work/torture/mtls-server" ] ||
        build_tortured "$work/torture" "$work/src/$module.c"
    by_torture begin_suite torture
}

judge_torture() {
    ! by_torture end_suite torture || return 0
    build_tortured "$work/untortured" "$top/fixed/$module.c"
    by_torture judge_suite torture
    sed -i '/ audit id=/d' "$evidence" # hundreds of them
    [ ! -s "$evidence" ]
}

# Where requests are never freed, a subscription still has to end: lab 06.
over_leaky_requests() {
    [ "$module" = listeners ] || return 0
    build_over "$work/pair" "$work/src/listeners.c" \
        "$top/leaky/requests.c" >"$evidence" || return 1
    build_over "$work/reference-pair" "$top/leaky/requests.c" >&2 ||
        cannot 'leaky/requests.c over fixed/ does not build: see above'
    by_servers "$work/pair/mtls-server" "$work/reference-pair/mtls-server" \
        judge_suite audit
    [ -s "$evidence" ] || return 0
    echo 'all this over leaky/requests.c' >>"$evidence"
    return 1
}
