# shellcheck shell=sh disable=SC2034,SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# The grader's stage `threads`, for check.sh: the module in a server that
# ThreadSanitizer watches. All else of that server is built beforehand.

threads_fixed=$build/thread/fixed/mtls-server

# Where it works neither way, the stage is left out, and the verdict says so:
# the compiler may have no such library, and the kernel may put memory where
# it must not be, unless addresses are no longer random.
threads_work() { # sets threads_bare
    threads_bare=
    ! "$threads_fixed" --version >/dev/null 2>&1 || return 0
    threads_bare=1
    setarch -R "$threads_fixed" --version >/dev/null 2>&1
}

why_not_threads() {
    if [ ! -x "$threads_fixed" ]; then
        echo 'the compiler here has no ThreadSanitizer'
    else
        echo 'ThreadSanitizer does not work on this machine'
    fi
}

threads_build() {
    [ ! -x "$work/thread/mtls-server" ] || return 0
    sanitize=thread
    read -r noise <"$build/thread/noise" # as the rest: grader.mk
    build_over "$work/thread" "$work/src/$module.c" >"$work/thread.cc" || {
        cat "$work/thread.cc" >&2
        cannot "$module.c does not compile for ThreadSanitizer: see above"
    }
    sanitize='' noise=''
}

start_threads() {
    threads_work || return 0
    threads_build
    by_threads start threads
}

by_threads() { # COMMAND...: its status
    by_servers "$work/thread/mtls-server" "$threads_fixed" "$@"
}

threads_report() {
    cat "$work"/threads.log.* 2>/dev/null
}

has_races() {
    threads_report | grep -q '^WARNING: ThreadSanitizer'
}

# The first report is the one to read. Its addresses say nothing to anybody.
first_race() {
    threads_report | awk '
        /^WARNING: ThreadSanitizer/ { reports++ }
        reports == 1 && !/^=====/ && !/^$/ { print }
        END {
            if (reports > 1)
                print "and " reports - 1 " more like it"
        }' | sed -e 's/ (pid=[0-9]*)//' -e 's/ ([^ ]*+0x[0-9a-f]*)//g' \
        -e 's/ (BuildId: [0-9a-f]*)//' -e 's/ at 0x[0-9a-f]*//' \
        -e "s|$work/src/||g; s|$top/||g" -e 's|\.\./[^ ]*/libsanitizer/||'
}

stage_threads() {
    threads_work || {
        left_out=$(why_not_threads)
        return 0
    }
    threads_build
    threads_ended=0
    by_threads judge_stage threads has_races || threads_ended=$?
    if has_races; then
        first_race >"$evidence"
        return 1
    fi
    [ "$threads_ended" -eq 0 ] || words_of "$work/threads.out" >"$evidence"
    return "$threads_ended"
}
