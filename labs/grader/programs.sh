# shellcheck shell=sh disable=SC2034,SC2154 # variables of check.sh
# SPDX-License-Identifier: MIT
# The programs that the grader asks, for check.sh: those of the tests, each on
# the server $server.

reference=$build/fixed/mtls-server # what must pass where the learner's fails
per_request=0
resumes=1
memcheck_log=
threads_bare=
home= # of a server that runs as at home: make_home

# Seconds that an answer may take, and after which a program is ended. Neither
# is ever a reason for a no: see again.sh.
allow() { # suite|STAGE: sets patience and limit
    patience=${GRADER_PATIENCE:-20}
    limit=${GRADER_LIMIT:-120}
    case $1 in # memcheck makes all slow, and a busy machine slower
    memcheck) patience=$((5 * patience)) limit=$((5 * limit)) ;;
    growth | others | present | age | threads | torture | twin)
        limit=$((5 * limit))
        ;;
    esac
}

# In a subshell of its own, which it becomes: who has its process id can end
# it, and with it all that it started (labs/instruments/probe/process.h).
# What they leave behind when they are ended goes with $work.
become() { # PROGRAM [ARGUMENT...]
    folder_of_tests=$work/tmp
    [ "${2:-}" != age ] || folder_of_tests=${home:-$work/tmp}
    mkdir -p "$folder_of_tests"
    threads_log=$work/threads.log
    [ "$server" != "$reference" ] || threads_log=$work/reference.threads
    exec env MTLS_SERVER="$server" MTLS_CERTS="$certs" \
        TMPDIR="$folder_of_tests" \
        MTLS_SERVER_PER_REQUEST="$per_request" \
        MTLS_SERVER_RESUMES="$resumes" \
        MTLS_TEST_PATIENCE="$patience" \
        MTLS_TRUTH="$top/tests/truth.csv" \
        MTLS_INSTRUMENTS="$build/instruments" \
        MTLS_TWIN="$build/fixed/mtls-server" \
        MTLS_MEMCHECK_LOG="$memcheck_log" \
        MTLS_THREADS_LOG="$threads_log" \
        MTLS_TORTURE_MODULE="$module" \
        MTLS_THREADS_BARE="$threads_bare" timeout -k 2 "$limit" "$@"
}

# A place whose path tells nothing, on a file system where programs may run.
make_home() {
    for place in /var/tmp /tmp "$work"; do
        home=$(mktemp -d "$place/XXXXXXXX" 2>/dev/null) || continue
        ! { cp "$build/fixed/mtls-server" "$home" &&
            "$home/mtls-server" --version >/dev/null; } 2>/dev/null || return 0
        rm -rf "$home"
    done
    home=$work
}

# What a learner's server has left behind, a daemon too, which is nobody's
# child any more: its program lies in a folder of ours, or its words go there.
end_strays() {
    own=$(exec sh -c 'echo "$PPID"')
    for stray in $({
        find /proc/[0-9]*/exe /proc/[0-9]*/fd/[12] \
            \( -lname "$work/*" -o -lname "${home:-$work}/*" \) |
            sed 's|^/proc/\([0-9]*\)/.*|\1|' | sort -u
    } 2>/dev/null); do
        [ "$stray" -eq $$ ] || [ "$stray" -eq "$own" ] ||
            kill -9 "$stray" 2>/dev/null || :
    done
}

# In place of the usual ones, servers that are built for it.
by_servers() { # SERVER REFERENCE COMMAND...: its status
    plain=$server
    plain_reference=$reference
    server=$1
    reference=$2
    shift 2
    by_status=0
    "$@" || by_status=$?
    server=$plain
    reference=$plain_reference
    return "$by_status"
}

# ---- In the background -----------------------------------------------------

running= # process ids
sides=   # the stages and suites that were begun at the side
stages_stop() { # who is needed later is begun again
    # shellcheck disable=SC2086 # words
    [ -z "$running" ] || kill $running 2>/dev/null
    wait
    end_strays
    running=
    for one in $sides; do
        eval "pid_$one="
    done
    sides=
}

begin() { # FILE PROGRAM [ARGUMENT...]: FILE has its words, $! its process id
    said=$1
    shift
    : >"$said"
    become "$@" >"$said" 2>&1 &
    running="$running $!"
}

begin_aside() { # NAME FILE PROGRAM [ARGUMENT...]: its process is pid_NAME
    side=$1
    shift
    begin "$@"
    eval "pid_$side=$!"
    sides="$sides $side"
}

await() { # PID: its status
    ended=0
    wait "$1" || ended=$?
    others=
    for each in $running; do
        [ "$each" = "$1" ] || others="$others $each"
    done
    running=$others
    return "$ended"
}

ask() { # FILE PROGRAM [ARGUMENT...]: its status
    begin "$@"
    await "$!"
}

# ---- What it said ----------------------------------------------------------

# The words of a test program, without those that all of them say.
words_of() { # FILE
    sed -e '/^\[ *\(RUN\|OK\|=*\|-*\|PASSED\) *\]/d' \
        -e '/^\[  FAILED  \] [0-9]* test/,$d' -e '/^result: /d' \
        -e '/^\[  ERROR   \] --- *$/d' -e '/^points: /d' \
        -e "s|$work/[a-z]*/mtls-server|your server|; s|$work/||g" \
        -e "s|${work#"$top/"}/src/||g" \
        -e 's/^\[  ERROR   \] --- //' -e '/^grader on /d' \
        -e '/FAILED TEST(S)/d' -e '/^\[   LINE   \].*Failure!$/d' \
        -e '/^\[  FAILED  \] \(memcheck\|growth\|others\|present\|twin\|threads\|age\)$/d' "$1"
}
