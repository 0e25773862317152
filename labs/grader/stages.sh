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
        # It compiles, but is another module than was asked for.
        ! grep -q 'undefined reference to\|multiple definition of' \
            "$work/cc" || echo "is it the module $module? It must have all \
functions of fixed/$module.h, and no others that are not static" >"$evidence"
        sed "s|$work/src/||g" "$work/cc" >>"$evidence"
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
limit=60    # seconds, only to end what would never end
# In a subshell of its own, which it becomes: who has its process id can end
# it, and with it all that it started (tests/support/process.h). What they
# leave behind when they are ended goes with $work.
become() { # PROGRAM [ARGUMENT...]
    mkdir -p "$work/tmp"
    exec env MTLS_SERVER="$server" MTLS_CERTS="$certs" \
        TMPDIR="$work/tmp" \
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
        -e '/^\[  ERROR   \] --- *$/d' -e "s|$work/fixed/mtls-server|your server|; s|$work/||g" \
        -e 's/^\[  ERROR   \] --- //' -e '/^grader on /d' \
        -e '/FAILED TEST(S)/d' -e '/^\[   LINE   \].*Failure!$/d' \
        -e '/^\[  FAILED  \] \(memcheck\|growth\|age\)$/d' "$1"
}

# `leaky/server.c` neither keeps a connection alive nor resumes a session, and
# a right fix need not: a server for each request, each stopped. But what it
# does it must do well, so the tests have to know.
choose_kind() {
    [ "$module" = server ] || return 0
    for _ in first second; do # a busy machine may need two
        (become "$build/grader/grader" probe server) >"$work/probe" 2>&1 || :
        ! grep -q '^resumption: ' "$work/probe" || break
    done
    ! grep -q '^keep-alive: no' "$work/probe" || per_request=1
    ! grep -q '^resumption: no' "$work/probe" || resumes=0
}

# ---- Side by side ----------------------------------------------------------

# memcheck and the heap meter work while the contract tests do.
start() { # STAGE
    case $1 in # memcheck makes all slow, and a busy machine slower
    memcheck) patience=60 limit=180 ;;
    *) patience=10 limit=120 ;;
    esac
    become "$build/grader/grader" "$1" "$module" >"$work/$1.out" 2>&1 &
    eval "pid_$1=$!"
    running="$running $!"
    patience=10 limit=60
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

# A note is for who has solved it; it is no fault.
stage_age() {
    if finish age; then
        sed -n '/^note: /p' "$work/growth.out" >"$evidence" 2>/dev/null || :
        return 0
    fi
    words_of "$work/age.out" >"$evidence"
    return 1
}
