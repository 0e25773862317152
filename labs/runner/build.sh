# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# What is built, and the command run. Sourced by labs/lab.

# Compilers and make speak to the learner only when something is wrong.
make_quietly() { # TEXT ARGUMENT...: of make; what it said is in its log
    tick "$1"
    shift
    status=0
    child_quietly "$temporary/make" make -s --no-print-directory "$@" ||
        status=$?
    tock
    [ "$status" -eq 0 ] || make_refused
    return "$status"
}

# What is in $builds is another's: root's, of a `sudo make`. No fault of a file,
# and nothing that make deps would mend.
make_refused() {
    grep -q 'Permission denied\|cannot write' "$temporary/make" || return 0
    theirs=$(find "$builds" "$top/certs" ! -user "$(id -u)" 2>/dev/null |
        head -n 1)
    [ -n "$theirs" ] || return 0
    cat "$temporary/make" >&2
    fail "$theirs is not yours: sudo chown -R $(id -un) $builds $top/certs"
}

# One at a time, since each run and each check begins with this.
locked() { # COMMAND...
    mkdir -p -- "$builds" 2>/dev/null || fail "cannot make the folder $builds"
    { true >>"$builds/.lock"; } 2>/dev/null ||
        fail "cannot write in $builds: is the disk full, or the folder not yours?"
    exec 8>>"$builds/.lock"
    ! command -v flock >/dev/null || flock -n 8 2>/dev/null ||
        [ $? -ne 1 ] || { # 1: it is held; a file system may have no locks
        tick 'waits for another labs/lab, which builds'
        flock 8
        tock
    }
    "$@"
    exec 8>&-
}

# The kit itself. With LAB_BUILD elsewhere: it is there already.
build_kit() {
    [ "$builds" = "$top/build" ] || return 0
    needs='build instruments certs'
    ! grep -qs variants "$folder/run.sh" "$folder/check.sh" ||
        needs="$needs variants"
    # shellcheck disable=SC2086 # targets
    make_quietly 'builds the kit' $needs || {
        path=$(sed -n 's/^Makefile:.* \(make cannot work in .*\)\.  Stop\.$/\1/p' \
            "$temporary/make")
        [ -z "$path" ] || fail "$path"
        cat "$temporary/make" >&2
        fail 'the kit cannot be built: make deps installs what it needs'
    }
}

# ---- The learner's module --------------------------------------------------

# make takes no path with a blank or a quote in it: then through a link.
overlay_of() { # FILE
    case $1 in
    *[!A-Za-z0-9_./+-]*)
        link=$builds/labs/$number/link/$module.c
        { mkdir -p -- "${link%/*}" && ln -sfn -- "$1" "$link"; } ||
            fail "cannot write in $builds/labs/$number"
        printf '%s\n' "$link"
        ;;
    *) printf '%s\n' "$1" ;;
    esac
}

# Makes $builds/labs/NN/mtls-server from FILE laid over fixed/.
build_module() { # FILE
    into=$builds/labs/$number
    overlay=$(overlay_of "$1") || exit 2
    mkdir -p -- "$into" 2>/dev/null || fail "cannot make the folder $into"
    # By what is in it, not by its date: an older file may come in its place.
    cmp -s -- "$1" "$into/built.c" || rm -f -- "$into/$module.o"
    rm -f -- "$into/built.c"
    status=0
    make_quietly "builds fixed/ with your $module.c" -j "$(nproc)" \
        -C "$top/fixed" "BUILD=$into" "OVERLAY=$overlay" \
        "COMMON=$builds/fixed" || status=$?
    # What is left are the words of compiler and linker, warnings as well.
    sed '/^make[][0-9]*: \*\*\* /d' "$temporary/make" >&2
    if [ "$status" -eq 0 ]; then
        cp -- "$1" "$into/built.c" || fail "cannot write in $into"
        return 0
    fi
    ! grep -q '^Makefile:[0-9]*: \*\*\* ' "$temporary/make" ||
        fail 'nothing can be built: make deps installs what it needs'
    # Nothing is said where no word could be kept.
    { [ -s "$temporary/make" ] &&
        ! grep -q 'No space left on device' "$temporary/make"; } ||
        fail "nothing can be built: is $builds full, or ${temporary%/*}?"
    another=$(file_of_another "$temporary/make" "$module")
    say "$(shown "$1") does not compile: ${another:-see above}"
    exit 1
}

build_stock() {
    make_quietly "builds fixed/ with leaky/$module.c" -j "$(nproc)" \
        -C "$top/fixed" "BUILD=$builds/variants/$module" \
        "OVERLAY=$top/leaky/$module.c" "COMMON=$builds/fixed" || {
        cat "$temporary/make" >&2
        fail "fixed/ with leaky/$module.c cannot be built"
    }
}

# ---- Run -------------------------------------------------------------------

# What a lab's scripts are given; labs/lib.sh says what each is.
server= # or nothing: that of fixed/
environment() {
    LAB_BUILD=$builds LAB_CERTS=$top/certs LAB_WORK=$work
    LAB_TMP=$temporary/tmp
    export LAB_BUILD LAB_CERTS LAB_WORK LAB_TMP
    rm -rf -- "$LAB_TMP" # each script finds it empty
    mkdir -- "$LAB_TMP"
    LAB_SERVER=${server:-"$builds/fixed/mtls-server"}
    export LAB_SERVER
}

command_run() {
    [ $# -gt 0 ] || misused 'run LAB'
    find_lab "$1"
    shift
    [ -f "$folder/run.sh" ] ||
        fail "$titled has no run.sh: the kit is not complete"
    make_temporary
    locked build_kit
    if [ -n "$module" ] && work_begun; then
        locked build_module "$file"
        server=$builds/labs/$number/mtls-server
    elif [ -n "$module" ]; then
        say "$titled is not started (labs/lab start $number):" \
            "this is the original, leaky/$module.c"
        locked build_stock
        server=$builds/variants/$module/mtls-server
    fi
    environment
    [ ! -t 2 ] || say "runs $titled: this can take ten seconds"
    status=0
    child_run sh "$folder/run.sh" "$@" || status=$?
    case $status in
    [012] | 129 | 130 | 141 | 143) ;; # ended by who called it
    *) fail "$titled/run.sh ended with status $status" ;;
    esac
    exit "$status"
}
