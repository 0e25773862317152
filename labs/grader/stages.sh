# shellcheck shell=sh disable=SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# The stages of the grader, for check.sh. Each returns 0 when the module is
# good, and leaves what speaks against it in $evidence.

# ---- Compile ---------------------------------------------------------------

# All objects but one are those of build/fixed: they need no second compiler.
build_over() { # FOLDER FILE...: a server with these files over fixed/
    if ! mkdir -p "$1" ||
        ! cp -p "$build"/fixed/*.o "$build/fixed/flags" "$1"; then
        cannot "cannot write to $1: is the disk full?"
    fi
    folder=$1
    shift
    make -s -C "$top/fixed" BUILD="$folder" OVERLAY="$*" 2>&1
}

stage_compile() {
    if ! mkdir -p "$work/src" ||
        ! cat <"$file" >"$work/src/$module.c"; then
        cannot "cannot write to $work: is the disk full?"
    fi
    if ! build_over "$work/fixed" "$work/src/$module.c" >"$work/cc" ||
        [ -s "$work/cc" ]; then
        sed "s|$work/src/||g" "$work/cc" >"$evidence"
        return 1
    fi
    server=$work/fixed/mtls-server
    choose_kind
    [ -n "${GRADER_SERIAL:-}" ] || {
        start memcheck
        start growth
    }
}

# ---- A program of the tests ------------------------------------------------

per_request=0
resumes=1
patience=10 # seconds that an answer may take
limit=120   # seconds, only to end what would never end
# In a subshell of its own, which it becomes: who has its process id can end
# it, and with it all that it started (tests/support/process.h).
become() { # PROGRAM [ARGUMENT...]
    exec env MTLS_SERVER="$server" MTLS_CERTS="$certs" \
        MTLS_SERVER_PER_REQUEST="$per_request" \
        MTLS_SERVER_RESUMES="$resumes" \
        MTLS_TEST_PATIENCE="$patience" \
        MTLS_TRUTH="$top/tests/truth.csv" \
        MTLS_INSTRUMENTS="$build/instruments" \
        MTLS_MEMCHECK_LOG="$work/memcheck.log" timeout -k 2 "$limit" "$@"
}

running= # process ids
stages_stop() {
    # shellcheck disable=SC2086 # words
    [ -z "$running" ] || kill $running 2>/dev/null
    wait
}

# The words of a test program, without those that all of them say.
words_of() { # FILE
    sed -e '/^\[ *\(RUN\|OK\|=*\|-*\|PASSED\) *\]/d' \
        -e '/^\[  FAILED  \] [0-9]* test/,$d' -e '/^result: /d' \
        -e '/^\[  ERROR   \] --- *$/d' -e "s|$work/||g" \
        -e 's/^\[  ERROR   \] --- //' -e '/^grader on /d' \
        -e '/FAILED TEST(S)/d' -e '/^\[   LINE   \].*Failure!$/d' \
        -e '/^\[  FAILED  \] \(memcheck\|growth\|age\)$/d' "$1"
}

# `leaky/server.c` neither keeps a connection alive nor resumes a session, and
# a right fix need not: a server for each request, each stopped. But what it
# does it must do well, so the tests have to know.
choose_kind() {
    [ "$module" = server ] || return 0
    (become "$build/grader/grader" probe server) >"$work/probe" 2>&1 || :
    ! grep -q "^keep-alive: no" "$work/probe" || per_request=1
    ! grep -q "^resumption: no" "$work/probe" || resumes=0
}

# ---- Side by side ----------------------------------------------------------

# memcheck and the heap meter work while the contract tests do.
start() { # STAGE
    case $1 in
    memcheck) patience=60 ;; # it makes all slow
    *) patience=10 ;;
    esac
    become "$build/grader/grader" "$1" "$module" >"$work/$1.out" 2>&1 &
    eval "pid_$1=$!"
    running="$running $!"
    patience=10
}

finish() { # STAGE: its status
    eval "pid=\${pid_$1:-}"
    [ -n "$pid" ] || start "$1"
    eval "pid=\$pid_$1"
    finished=0
    wait "$pid" || finished=$?
    [ "$finished" -ne 2 ] || {
        cat "$work/$1.out" >&2
        cannot "the stage $1 could not begin"
    }
    [ "$finished" -ne 124 ] ||
        cannot "the stage $1 did not end within $limit seconds: is the \
machine busy? Try again"
    return "$finished"
}

# ---- Feature ---------------------------------------------------------------

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
    [ "$2" -ne 124 ] || cannot "the tests $1 did not end within $limit \
seconds: is the machine busy? Try again"
}

# Who has failed one test has failed: a server that hangs would make each of
# the others wait for its end.
run_suite() { # SUITE
    become "$build/tests/contract/$1" >"$work/$1.suite" 2>&1 &
    suite=$!
    running="$running $suite"
    until ! kill -0 "$suite" 2>/dev/null; do
        ! grep -q '^\[  FAILED  \]' "$work/$1.suite" || kill "$suite"
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

# ---- Memcheck --------------------------------------------------------------

# Errors that are not losses, and losses: a paragraph each in the log of
# memcheck, which sorts losses by size: the last are the largest.
paragraphs() { # errors|losses COUNT: the first errors, the last losses
    awk -v want="$1" -v count="$2" '
        /^==[0-9]+== *$/ { close_paragraph(); next }
        /^==[0-9]+==/ { text = text $0 "\n" }
        END {
            close_paragraph()
            first = 1
            last = found < count ? found : count
            if (want == "losses") {
                first = found - last + 1
                last = found
            }
            for (i = first; i <= last; i++)
                print kept[i]
        }
        function close_paragraph(    kind) {
            kind = "errors"
            if (text ~ /in loss record/)
                kind = "losses"
            if (text == "" || text ~ /Memcheck, a memory error det/ ||
                text ~ /Warning: set address range perms/ ||
                text ~ /(HEAP|LEAK) SUMMARY|For lists of det/ ||
                text ~ /All heap blocks were freed/)
                kind = "frame"
            if (kind == want)
                kept[++found] = text
            text = ""
        }' "$work/memcheck.log"
}

stage_memcheck() {
    lived=0
    finish memcheck || lived=$?
    paragraphs errors 2 >"$evidence"
    [ "$lived" -ne 0 ] || grep -q 'ERROR SUMMARY' "$work/memcheck.log" ||
        lived=1
    [ "$lived" -eq 0 ] || words_of "$work/memcheck.out" >>"$evidence"
    [ "$lived" -eq 0 ] && [ ! -s "$evidence" ]
}

stage_left() {
    ! grep -q 'All heap blocks were freed' "$work/memcheck.log" || return 0
    {
        paragraphs losses 2
        sed -n '/LEAK SUMMARY/,/still reachable/p' "$work/memcheck.log"
    } >"$evidence"
    return 1
}

# ---- Growth and age --------------------------------------------------------

stage_growth() {
    finish growth && return
    words_of "$work/growth.out" | sed '/^grows: /d' \
        >"$evidence"
    grep -q '^grows: held' "$work/growth.out" # the next stage's
}

stage_held() {
    [ "$finished" -ne 0 ] || return 0
    return 1
}

stage_age() {
    finish age && return
    words_of "$work/age.out" >"$evidence"
    return 1
}
