#!/bin/sh
# SPDX-License-Identifier: MIT
# The labs' runner, command by command, with labs and a grader that are made
# up: runner.sh RESULT. Leaves how many of its tests passed and failed in
# RESULT, for summary.sh; what a failing one did is printed.
# LAB_PROGRAM is the runner to test, if not labs/lab: to see tests fail;
# LAB_ONLY a part of the sentences of those to do.

set -eu
result=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
parts=$top/tests/labs/runner
program=${LAB_PROGRAM:-$top/labs/lab}
counted=labs/runner
# shellcheck source=tests/count.sh
. "$top/tests/count.sh"
count_room
tmp=$work

# What decides where the runner looks: here, nothing of the caller's.
unset LAB_NAME XDG_STATE_HOME NO_COLOR LOGNAME
HOME=$tmp/home-of-nobody
TMPDIR=$tmp/tmp
LAB_HOME=$tmp/home
LAB_WORKS=$tmp/works
LAB_LABS=$tmp/labs
LAB_BUILD=$tmp/build
LAB_GRADER=$tmp/grader
export HOME TMPDIR LAB_HOME LAB_WORKS LAB_LABS LAB_BUILD LAB_GRADER
mkdir "$TMPDIR" "$LAB_BUILD"
cp -Rp "$top/build/fixed" "$LAB_BUILD" # what is built may be built anew
for built in leaky variants instruments; do
    ln -s "$top/build/$built" "$LAB_BUILD/$built"
done

# ---- To assert -------------------------------------------------------------

lab() { # WORD...: without a terminal
    status=0
    "$program" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
    did="lab $*"
}

without_space() { # WORD...: no file can be written to
    (trap '' XFSZ && ulimit -f 0 && "$program" "$@") 2>&1 >/dev/null |
        cat >"$tmp/err"
}

wrong() { # WHAT: ends the test
    printf '%s: %s\n' "$did" "$1"
    printf '> stdout\n%s\n' "$(cat "$tmp/out")"
    printf '> stderr\n%s\n' "$(cat "$tmp/err")"
    exit 1
}

ends() { # STATUS
    [ "$status" -eq "$1" ] || wrong "ended with status $status, not $1"
}

prints() { # TEXT: somewhere on stdout
    grep -qF -- "$1" "$tmp/out" || wrong "does not print: $1"
}

prints_not() { # TEXT
    ! grep -qF -- "$1" "$tmp/out" || wrong "prints: $1"
}

prints_only() { # TEXT: all of stdout
    [ "$(cat "$tmp/out")" = "$1" ] || wrong "does not print just: $1"
}

silent() { # nothing on stderr
    [ ! -s "$tmp/err" ] || wrong 'says something on stderr'
}

# One clear line is all of stderr, and it names this.
complains() { # TEXT
    [ "$(wc -l <"$tmp/err")" -eq 1 ] || wrong 'does not say one line on stderr'
    grep -qF -- "$1" "$tmp/err" || wrong "does not name on stderr: $1"
}

same() { # FILE FILE
    cmp -s -- "$1" "$2" || wrong "$1 and $2 differ"
}

holds() { # FILE TEXT: a line of it
    grep -qxF -- "$2" "$1" || wrong "$1 has no line: $2"
}

absent() { # FILE
    [ ! -e "$1" ] || wrong "there is $1"
}

runs() { # PID: and is no zombie
    grep -q '^State:[[:blank:]]*[^ZX[:blank:]]' "/proc/$1/status" 2>/dev/null
}

# Who was killed has ended when it has run once more.
ended() { # PID: in a minute
    tries=0
    while runs "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 1200 ] || return 1
        sleep 0.05 # between two looks at the condition
    done
}

# ---- To test ---------------------------------------------------------------

it() { # SENTENCE FUNCTION: each begins with no work and no progress
    case $1 in
    *"${LAB_ONLY:-}"*) ;;
    *) return 0 ;;
    esac
    rm -rf "$LAB_HOME" "$LAB_WORKS" "$tmp/aside"
    mkdir "$tmp/aside"
    if (cd "$tmp" && "$2") >"$tmp/said" 2>&1; then
        good
    else
        bad "$1"
        sed 's/^/    /' "$tmp/said"
    fi
}

# A command on a terminal of its own; what is typed comes from stdin.
on_terminal() { # COMMAND
    script -qec "$1" /dev/null >"$tmp/out" 2>"$tmp/err"
}

# shellcheck source=tests/labs/runner/made_up.sh
. "$parts/made_up.sh"
# shellcheck source=tests/labs/runner/slow.sh
. "$parts/slow.sh"
# shellcheck source=tests/labs/runner/find.sh
. "$parts/find.sh"
# shellcheck source=tests/labs/runner/work.sh
. "$parts/work.sh"
# shellcheck source=tests/labs/runner/run.sh
. "$parts/run.sh"
# shellcheck source=tests/labs/runner/check.sh
. "$parts/check.sh"
# shellcheck source=tests/labs/runner/report.sh
. "$parts/report.sh"
# shellcheck source=tests/labs/runner/read.sh
. "$parts/read.sh"
# shellcheck source=tests/labs/runner/watch.sh
. "$parts/watch.sh"
# shellcheck source=tests/labs/runner/progress.sh
. "$parts/progress.sh"
# shellcheck source=tests/labs/runner/share.sh
. "$parts/share.sh"
# shellcheck source=tests/labs/runner/room.sh
. "$parts/room.sh"
# shellcheck source=tests/labs/runner/output.sh
. "$parts/output.sh"

it 'what takes over two seconds says so, on a terminal only' says_it_waits

remains() { # of all tests: nothing
    did=all
    : >"$tmp/out"
    : >"$tmp/err"
    left=$(find "$TMPDIR" -mindepth 1)
    [ -z "$left" ] || wrong "left $left"
    absent "$HOME"
}
it 'no command leaves a temporary file or writes to HOME' remains

count_end "$result"
