#!/bin/sh
# SPDX-License-Identifier: MIT
# The matrix: every leak under every tool. For matrix.mk, in tests/:
#     run.sh all RESULTS [TOOL...]    prints the table; whole, it is kept in
#                                     matrix/matrix.md, and with KEEP=yes its
#                                     rows are
#     run.sh check RESULTS RESULT     runs the core rows only, and compares
#                                     them, not their times, with matrix.md
# BUILD and CERTS are in the environment; MATRIX_LENGTH, MATRIX_JOBS may be.

set -eu
mode=$1
results=$2
shift 2
core='memcheck memcheck_all meter stacks descriptors'
modules=$(sh modules.sh)
subjects="fixed $modules"
# A check is short: it has to see the same, not to measure times. What memcheck
# says, it reads from MATRIX_REPORTS, a folder with a report for each server.
length=8
[ "$mode" = all ] || length=2
export MATRIX_LENGTH="${MATRIX_LENGTH:-$length}"
every=$(sed -n 's/^\([a-z_]*\) .*/\1/p' matrix/tools.txt | tr '\n' ' ')

cells() { # TOOL...: runs each on each server, two at a time
    for tool; do
        rm -rf "${results:?}/$tool"
    done
    # shellcheck disable=SC2016 # for the inner shell
    for tool; do
        for subject in $subjects; do
            printf '%s\n%s\n' "$tool" "$subject"
        done
    done | xargs -n 2 -P "${MATRIX_JOBS:-2}" sh -c \
        'timeout -k 5 3600 sh matrix/cell.sh "$1" "$2" "$0"' "$results"
}

table() { # TOOL...
    for tool; do
        for subject in $subjects; do
            echo "$tool $subject $(cat "$results/$tool/$subject/outcome")"
        done
    done >"$results/outcomes"
    : >"$results/rows"
    for tool; do
        grep "^$tool " matrix/tools.txt >>"$results/rows"
    done
    awk -v subjects="$modules fixed" -f matrix/table.awk \
        "$results/rows" "$results/outcomes"
}

# What else a tool said, of other errors than leaks.
notes() { # TOOL...
    for tool; do
        for subject in $subjects; do
            file=$results/$tool/$subject/note
            [ ! -s "$file" ] || sed "s/^/- $tool on $subject, besides: /" \
                "$file"
        done
    done
}

# The rows of this run in place of those in matrix.md, in the order of
# tools.txt; its text and its notes are this run's, and of other tools stay.
keep_rows() {
    {
        sed -n '/^|/q; p' "$results/matrix.md"
        grep '^| Tool \|^|---' "$results/matrix.md"
        sed -n 's/^[a-z_][a-z_]*  *//p' matrix/tools.txt |
            while read -r title; do
            grep -F "| $title |" "$results/matrix.md" ||
                grep -F "| $title |" matrix/matrix.md || :
        done
        echo
        sed -n 's/^\([a-z_]*\)  .*/\1/p' matrix/tools.txt |
            while read -r tool; do
            if grep -qx "$tool" "$results/tools"; then
                grep "^- $tool on " "$results/matrix.md" || :
            else
                grep "^- $tool on " matrix/matrix.md || :
            fi
        done
    } >"$results/merged.md"
    cp "$results/merged.md" matrix/matrix.md
}

without_time() { # the last column
    sed -n 's/^\(| .*|\) [^|]* |$/\1/p' "$1"
}

mkdir -p "$results"
case $mode in
all)
    # shellcheck disable=SC2086 # a list
    [ $# -gt 0 ] || set -- $every
    printf '%s\n' "$@" >"$results/tools"
    cells "$@" || { echo 'matrix: a cell could not be run' >&2; exit 1; }
    {
        cat <<TEXT
<!-- SPDX-License-Identifier: MIT -->
<!-- Written by \`make matrix\`; do not edit. -->

Each server with one leak, and \`fixed\`, under each tool. In every cell the
same steps, three times $MATRIX_LENGTH, $MATRIX_LENGTH and $((2 * MATRIX_LENGTH)) of: a connection that is accepted,
readings, a download, a refused certificate; one thread. Where a number is all
that is read, the first time is $((4 * MATRIX_LENGTH)), as a warm-up.

- *names the line*: the guilty function of \`truth.csv\` is in a stack reported;
  or, by a tool that reads the source, in a report of a leak
- *growth only*: more left than by \`fixed\`; or growth beyond what
  \`fixed\` shows, and about twice as much (1.2 to 3 times) in twice the steps;
  resident memory and \`mallinfo2()\` must grow by more than 64 KiB, as both
  also count pages and freed blocks that malloc keeps: a small leak needs
  more steps there, \`MATRIX_LENGTH=400 make matrix TOOLS="rss mallinfo"\`
- *blind*: neither, at this length
- *wrong*: it reports something on \`fixed\`, which has no leak; *nothing* is right

Time is that of start, load and stop relative to a native run of the same
steps in the same run of the matrix: the median over the seven servers.

TEXT
        table "$@"
        echo
        notes "$@"
    } >"$results/matrix.md"
    cat "$results/matrix.md"
    # Nothing is kept of a run with tools missing, or of another length; some
    # rows only if that was asked for, and the time is relative to rss.
    if [ "$MATRIX_LENGTH" -ne 8 ] || grep -q '| not run' "$results/matrix.md"
    then
        :
    elif [ "$*" = "${every% }" ]; then
        cp "$results/matrix.md" matrix/matrix.md
    elif [ -n "${KEEP:-}" ]; then
        keep_rows
    fi
    ;;
check)
    result=$1
    mkdir -p "$(dirname "$result")"
    passed=0
    failed=0
    rm -rf "$results/descriptors"
    export MATRIX_ONE_RUN=1 # the meter's cells have the descriptors', too
    # shellcheck disable=SC2086 # a list
    if cells ${core% descriptors} 2>"$results/log"; then
        # shellcheck disable=SC2086
        table $core >"$results/core.md"
    else
        cat "$results/log"
        : >"$results/core.md"
    fi
    without_time "$results/core.md" >"$results/core.found"
    without_time matrix/matrix.md >"$results/core.kept"
    for tool in $core; do
        title=$(sed -n "s/^$tool  *//p" matrix/tools.txt)
        found=$(grep -F "| $title |" "$results/core.found") || found=nothing
        kept=$(grep -F "| $title |" "$results/core.kept") || kept='no row'
        if [ "$found" = "$kept" ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            printf 'matrix/matrix.md says: %s\nthis run found:        %s\n' \
                "$kept" "$found"
        fi
    done
    echo "$passed passed, $failed failed" >"$result"
    if [ "$failed" -eq 0 ]; then
        echo "matrix/core: $passed passed"
    else
        echo "matrix/core: $passed passed, $failed failed (make matrix writes" \
            'the table anew)'
    fi
    ;;
esac
