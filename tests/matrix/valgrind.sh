# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with cell.sh
# SPDX-License-Identifier: MIT
# Valgrind's tools, for cell.sh. Each leaves its outcome in $outcome.

# No options from VALGRIND_OPTS or ~/.valgrindrc. Whole stacks: the leak of
# server lies deep in libmicrohttpd.
under_valgrind() { # SESSION OPTION...: session_start, or session_whole
    session=$1
    shift
    "$session" valgrind --command-line-only=yes --fair-sched=try \
        --num-callers=40 "$@"
}

# $functions: the guilty ones that may be named, a blank between.
loss() { # FILE [KINDS]
    awk -v functions="$functions" -v kinds="${2:-}" -f "$here/loss.awk" "$1"
}

# What memcheck reported of this server in its suite of valgrind/.
# --show-leak-kinds chooses what is printed, and nothing else: a report of all
# kinds has what memcheck prints by default, too.
reported() {
    report=$MATRIX_REPORTS/$subject.xml
    [ -s "$report" ] || fail "there is no $report: see valgrind/$subject"
    awk -f "$here/report.awk" "$report" >"$work/log"
    grep -q 'ERROR SUMMARY' "$work/log" || fail 'the report has no end'
    case $tool in
    memcheck) outcome=$(loss "$work/log" 'definitely|possibly') ;;
    *) outcome=$(loss "$work/log") ;;
    esac
}

memcheck() { # OPTION...
    [ -z "${MATRIX_REPORTS:-}" ] || {
        reported
        return
    }
    under_valgrind session_whole --leak-check=full --log-file="$work/log" "$@"
    grep -q 'ERROR SUMMARY' "$work/log" || fail 'the report has no end'
    outcome=$(loss "$work/log")
    sed -n 's/^==[0-9]*== \(Invalid [a-z]* of size [0-9]*\)$/\1/p' \
        "$work/log" | sort -u >"$work/note"
}

tool_memcheck() {
    memcheck
}

tool_memcheck_all() {
    memcheck --show-leak-kinds=all
}

ask() { # WORD...
    vgdb --pid="$server_pid" "$@" >"$work/answer" 2>"$work/vgdb" ||
        fail 'vgdb got no answer'
}

search() { # prints what grew since the last one
    server_rest >"$work/rest"
    ask leak_check full reachable increased
    grep -Eq 'LEAK SUMMARY|no leaks are possible' "$work/answer" ||
        fail 'the leak search has no end'
    cat "$work/answer" >>"$work/answers"
    loss "$work/answer"
}

# A search right after the end of a connection may still see parts of it: it
# names a leak if it does so at both lengths.
tool_search() {
    may_trace || return 0
    under_valgrind session_start --log-file="$work/log"
    session_load "$length"
    search >/dev/null
    session_load "$length"
    one=$(search) || exit 1
    session_load $((2 * length))
    two=$(search) || exit 1
    session_stop
    case $one:$two in
    names*:names*) outcome=$two ;;
    *'left 0'* | names:* | *:names) outcome='left 0' ;;
    *) outcome=$two ;;
    esac
}

# The heap of a snapshot taken now. It also tells how much of it the guilty
# function has: that is in its tree if it is a percent of the heap.
massif_heap() {
    ask detailed_snapshot "$work/snapshot"
    cat "$work/snapshot" >>"$work/snapshots"
    sed -n 's/^mem_heap_B=//p' "$work/snapshot"
}

massif_share() {
    massif_heap >/dev/null
    awk -v functions="$functions" -f "$here/share.awk" "$work/snapshot"
}

tool_massif() {
    may_trace || return 0
    under_valgrind session_start --tool=massif --massif-out-file="$work/massif"
    session_load "$length"
    heap1=$(at_rest massif_heap) && share1=$(massif_share) || exit 1
    session_load "$length"
    heap2=$(at_rest massif_heap) && share2=$(massif_share) || exit 1
    session_load $((2 * length))
    heap3=$(at_rest massif_heap) && share3=$(massif_share) || exit 1
    session_stop
    outcome="grew $((heap2 - heap1)) $((heap3 - heap2))"
    if [ "$share2" -gt "$share1" ] && [ "$share3" -gt "$share2" ]; then
        outcome=names
    fi
}

# Who has what now, by stack: all of it, and how much the guilty function has.
# A function that was inlined is not told from the one around it.
xtree_now() {
    server_rest >"$work/rest"
    ask xtmemory "$work/xtree"
    callgrind_annotate --inclusive=yes --show=curB --sort=curB \
        --threshold=100 --auto=no "$work/xtree" >"$work/annotated" \
        2>>"$work/err" || fail 'callgrind_annotate failed'
    sed -n 's/,//g; s/^ *\([0-9]*\) .*PROGRAM TOTALS$/\1/p' "$work/annotated"
    awk -v functions="$functions" -f "$here/xtree.awk" "$work/annotated"
}

tool_xtree() {
    may_trace || return 0
    under_valgrind session_start --log-file="$work/log" --xtree-memory=allocs \
        --xtree-memory-file="$work/xtree.end"
    session_load "$length"
    one=$(xtree_now) || exit 1
    session_load "$length"
    two=$(xtree_now) || exit 1
    session_load $((2 * length))
    three=$(xtree_now) || exit 1
    session_stop
    # shellcheck disable=SC2086 # two words of each
    set -- $one $two $three
    outcome="grew $(($3 - $1)) $(($5 - $3))"
    if [ "$4" -gt "$2" ] && [ "$6" -gt "$4" ]; then
        outcome=names
    fi
}

tool_dhat() {
    under_valgrind session_whole --tool=dhat \
        --dhat-out-file="$work/dhat" --log-file="$work/log"
    [ -s "$work/dhat" ] || fail 'DHAT wrote nothing'
    outcome=$(awk -v functions="$functions" -f "$here/dhat.awk" "$work/dhat")
}
