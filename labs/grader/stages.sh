# shellcheck shell=sh disable=SC2034,SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# The stages of the grader, for check.sh. Each returns 0 when the module is
# good, and leaves what speaks against it in $evidence.

# ---- Compile ---------------------------------------------------------------

# All objects but one are those of build/fixed, or of a sanitizer's build:
# they need no second compiler.
sanitize=
noise=  # options of the linker: threads.sh
common= # where the other objects are, if they are not of those
cflags=
build_over() { # FOLDER FILE...: a server with these files over fixed/
    folder=$1
    shift
    mkdir -p "$folder" || cannot "cannot write to $folder: is the disk full?"
    built=0
    make -s -C "$top/fixed" BUILD="$folder" OVERLAY="$*" \
        COMMON="${common:-$build${sanitize:+/$sanitize}/fixed}" \
        SANITIZE="$sanitize" ${noise:+LDFLAGS="$noise"} \
        ${cflags:+CFLAGS="$cflags"} \
        >"$folder/said" 2>&1 || built=$?
    # Of a clock that was set back: make's, and of no source.
    sed '/^make.*: [Ww]arning: .*\( in the future$\|Clock skew detected\)/d' \
        "$folder/said"
    return "$built"
}

# A compiler that can't write its files is no fault of the learner's.
compiles_at_all() {
    mkdir -p "$work/mended"
    cat <"$top/fixed/$module.c" >"$work/mended/$module.c" # is of today
    { build_over "$work/reference" "$work/mended/$module.c" \
        >"$work/mended/cc" && [ ! -s "$work/mended/cc" ]; } || {
        cat "$work/mended/cc" >&2
        cannot "fixed/$module.c does not compile either: is the disk full, or \
the folder ${TMPDIR:-/tmp}?"
    }
}

stage_compile() {
    if ! mkdir -p "$work/src" ||
        ! cat <"$file" >"$work/src/$module.c"; then
        cannot "cannot write to $work: is the disk full?"
    fi
    if ! build_over "$work/fixed" "$work/src/$module.c" >"$work/cc" ||
        [ -s "$work/cc" ]; then
        compiles_at_all
        # It compiles, but is another module than was asked for.
        file_of_another "$work/cc" "$module" >"$evidence"
        sed "s|$work/src/||g" "$work/cc" >>"$evidence"
        return 1
    fi
    server=$work/fixed/mtls-server
    choose_kind
    [ -n "${GRADER_SERIAL:-}" ] || {
        start memcheck
        start growth
        start others
        start present
        start twin
        start_threads
    }
}

# `leaky/server.c` neither keeps a connection alive nor resumes a session, and
# a right fix need not: a server for each request, each stopped. But what it
# does it must do well, so the tests have to know.
choose_kind() {
    [ "$module" = server ] || return 0
    allow suite
    ask "$work/look" "$build/grader/grader" look server ||
        confirmed 'a look at how the server is built' "$work/look" \
            "$build/grader/grader" look server || :
    ! grep -q '^keep-alive: no' "$work/look" || per_request=1
    ! grep -q '^resumption: no' "$work/look" || resumes=0
}

# ---- Side by side ----------------------------------------------------------

# memcheck and the heap meter work while the contract tests do.
start() { # STAGE
    allow "$1"
    memcheck_log=$work/memcheck.log
    begin_aside "$1" "$work/$1.out" "$build/grader/grader" "$1" "$module"
}

finish() { # STAGE: its status
    eval "pid=\${pid_$1:-}"
    [ -n "$pid" ] || start "$1"
    eval "pid=\$pid_$1 pid_$1="
    finished=0
    await "$pid" || finished=$?
    [ "$finished" -ne 2 ] || {
        cat "$work/$1.out" >&2
        cannot "the stage $1 could not begin"
    }
    return "$finished"
}

# Fails when a tool has measured it, or the learner's fails when asked again.
judge_stage() { # STAGE COMMAND: whether a tool has
    turns=0
    until finish "$1"; do
        ! "$2" || return 1
        allow "$1"
        memcheck_log=$work/again.log
        ! confirmed "the stage $1" "$work/$1.out" "$build/grader/grader" \
            "$1" "$module" || return 1
        count_turn "the stage $1" || {
            finished=0
            return 0
        }
    done
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

has_errors() {
    paragraphs errors 2 >"$evidence"
    [ -s "$evidence" ]
}

stage_memcheck() {
    lived=0
    judge_stage memcheck has_errors || lived=$?
    [ -z "$open" ] || return 0
    has_errors || :
    [ "$lived" -ne 0 ] || grep -q 'ERROR SUMMARY' "$work/memcheck.log" ||
        lived=1
    [ "$lived" -eq 0 ] || words_of "$work/memcheck.out" >>"$evidence"
    [ "$lived" -eq 0 ] && [ ! -s "$evidence" ]
}

stage_left() {
    grep -q 'ERROR SUMMARY' "$work/memcheck.log" || { # memcheck is open
        open=1
        return 0
    }
    ! grep -q 'All heap blocks were freed' "$work/memcheck.log" || return 0
    not_of_all_programs
    {
        paragraphs losses 2
        sed -n '/LEAK SUMMARY/,/still reachable/p' "$work/memcheck.log"
    } >"$evidence"
    return 1
}

# What /etc/ld.so.preload puts into every program leaves its own in each.
not_of_all_programs() {
    [ -s /etc/ld.so.preload ] || return 0
    stages_stop # alone
    allow memcheck
    yours="$per_request $resumes $server"
    server=$reference per_request=0 resumes=1
    memcheck_log=$work/reference.memcheck
    ask "$work/reference" "$build/grader/grader" memcheck "$module" || :
    server=${yours#* * } yours=${yours% "$server"}
    per_request=${yours% *} resumes=${yours#* }
    grep -q 'All heap blocks were freed' "$memcheck_log" ||
        cannot "fixed/ leaves blocks here, too: those of what \
/etc/ld.so.preload puts into every program? Empty that file, or use a container"
}

# ---- Growth and age --------------------------------------------------------

# What is seen without the meter, as a death by a signal, may be a proof, too.
has_grown() {
    grep -q -e '^grows: ' -e '^proven$' -e 'the server never rests: ' \
        "$work/$part.out"
}

stage_growth() {
    for part in growth others present; do
        judge_stage "$part" has_grown && continue
        words_of "$work/$part.out" | sed '/^grows: /d; /^proven$/d' >"$evidence"
        grep -q '^grows: held' "$work/$part.out" # the next stage's
        return
    done
}

stage_held() {
    [ "$finished" -ne 0 ] || return 0
    return 1
}

# A server for each request keeps nothing alive and resumes nothing: most of
# these steps need that.
stage_twin() {
    [ "$per_request" -eq 0 ] && [ "$resumes" -eq 1 ] || return 0
    judge_stage twin false && return
    words_of "$work/twin.out" >"$evidence"
    return 1
}

# A note is for who has solved it; it is no fault.
stage_age() {
    make_home
    if judge_stage age false; then
        cat "$work/growth.out" "$work/others.out" 2>/dev/null |
            sed -n '/^note: /p' >"$evidence"
        return 0
    fi
    words_of "$work/age.out" >"$evidence"
    return 1
}
