#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs one suite of unit tests, for unit.mk, in tests/:
#     MTLS_CERTS=DIR run.sh SUITE TWIN PROGRAM RESULT
# On the fixed twin every test must pass. On the leaky one, those of behaviour
# must; and each of those about memory must end as unit/leaks.csv says:
#     line   red in cmocka's words, with that many blocks of the leaky module,
#            all allocated in those functions: so a crash is no leak found
#     blind  green, though the module leaks: cmocka's allocator cannot see it
#     none   green: what this test does leaks nothing
# What was printed goes to RESULT.log, and is shown if it failed; how many
# passed and failed, to RESULT. Its own status is 0: summary.sh judges.

set -eu
suite=$1
twin=$2
program=$3
result=$4
table=unit/leaks.csv
truth=truth.csv

CMOCKA_MESSAGE_OUTPUT=STDOUT
export CMOCKA_MESSAGE_OUTPUT
# shellcheck source=tests/temp.sh
. "$(dirname "$0")/../temp.sh"
mkdir -p "$(dirname "$result")"
rm -f "$result"
: >"$result.log"
passed=0
failed=0
caught=0
blind=0

# The function that line $2 of file $1 is in.
function_at() {
    awk -v line="$2" '
        NR > line { exit }
        /^[a-z][^;]*\(/ { sub(/\(.*/, ""); sub(/.*[ *]/, ""); name = $0 }
        END { print name }' "$1"
}

# Runs tests that must pass, and adds up what the program counted.
must_pass() {
    log=$result.part
    status=0
    timeout --foreground -k 5 "$limit" "$program" "$@" >"$log" 2>&1 || status=$?
    cat "$log" >>"$result.log"
    counts=$(sed -n 's/^result: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' \
        "$log")
    case $status:$counts in
    0:*' 0' | 1:*' '[1-9]*)
        passed=$((passed + ${counts% *}))
        failed=$((failed + ${counts#* }))
        ;;
    *)  # it crashed, hung or could not begin: never to be taken for a result
        failed=$((failed + 1))
        printf '%s: ended with status %s\n' "$program" "$status" \
            >>"$result.log"
        ;;
    esac
}

# What cmocka said of the blocks that test $1 has left, as "COUNT FUNCTION..."
found_by_cmocka() {
    grep -qx "ERROR: $1 leaked [0-9]* block(s)" "$2" || return 0
    sed -n "s/^ERROR: $1 leaked \([0-9]*\) block(s)\$/\1/p" "$2"
    sed -n 's/^\([^ :]*\):\([0-9]*\): note: block .* allocated here$/\1 \2/p' \
        "$2" | sort -u | while read -r file line; do
        case $file in
        */leaky/"$suite".c) function_at "$file" "$line" ;;
        *) printf '%s:%s\n' "$file" "$line" ;;
        esac
    done | sort -u
}

# Runs a test about memory on the leaky twin: it must fail just as expected.
must_leak() {
    test=$1
    blocks=$2
    functions=$3
    log=$result.part
    status=0
    timeout --foreground -k 5 "$limit" "$program" "$test" >"$log" 2>&1 || status=$?
    found=$(found_by_cmocka "$test" "$log" | tr '\n' ' ')
    # cmocka takes a signal for a failure: not enough to be a leak found.
    if [ "$status" -eq 1 ] && [ "$found" = "$blocks $functions " ] &&
        ! grep -q '^Test failed with exception' "$log"; then
        caught=$((caught + 1))
    else
        failed=$((failed + 1))
        cat "$log" >>"$result.log"
        cat >>"$result.log" <<TEXT
$table expects: $suite,$test,line,$blocks,$functions
cmocka found:   ${found:-no leak} (exit status $status)
see it:         $program $test
TEXT
    fi
}

# The row of a test, without suite and name.
row_of() {
    sed -n "s/^$suite,$1,//p" "$table"
}

if [ "$twin" = fixed ]; then
    must_pass
else
    # LeakSanitizer would see the very leaks that are looked for here, and end
    # the program with its own status.
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
    export ASAN_OPTIONS
    must_pass behaviour
    for test in $("$program" list | grep '_behind$'); do
        row=$(row_of "$test")
        case $row in
        '')
            failed=$((failed + 1))
            printf '%s has no row for %s,%s\n' "$table" "$suite" "$test" \
                >>"$result.log"
            ;;
        line,*,*)
            row=${row#line,}
            must_leak "$test" "${row%%,*}" "${row#*,}"
            ;;
        blind,0,)
            must_pass "$test"
            blind=$((blind + 1))
            ;;
        none,0,) must_pass "$test" ;;
        *)
            failed=$((failed + 1))
            printf '%s: cannot read the row %s,%s,%s\n' "$table" "$suite" \
                "$test" "$row" >>"$result.log"
            ;;
        esac
    done
    # The guilty function is the one that all other tests name.
    guilty=$(sed -n "s/^$suite,[^,]*,[^,]*,\([^,]*\),.*/\1/p" "$truth")
    if [ -z "$guilty" ] || { [ "$caught" -gt 0 ] &&
        ! grep -q "^$suite,.*,line,.*[, ]$guilty\$" "$table"; }; then
        failed=$((failed + 1))
        printf '%s and %s name different functions for %s (%s)\n' "$table" \
            "$truth" "$suite" "${guilty:-none}" >>"$result.log"
    fi
    # The other way round: a row whose test was renamed or removed.
    "$program" list >"$result.part"
    stale=$(sed -n "s/^$suite,\([^,]*\),.*/\1/p" "$table" |
        grep -vxFf "$result.part") || stale=
    if [ -n "$stale" ]; then
        failed=$((failed + 1))
        printf '%s has rows of %s for no test: %s\n' "$table" "$suite" \
            "$stale" >>"$result.log"
    fi
fi
rm -f "$result.part"

leaks=
[ "$caught" -eq 0 ] || leaks=", leak caught in $caught"
[ "$blind" -eq 0 ] || leaks="$leaks, leak not seen in $blind"
passed=$((passed + caught))
printf '%s passed, %s failed\n' "$passed" "$failed" >"$result"
if [ "$failed" -eq 0 ]; then
    printf 'unit/%s %s: %s passed%s\n' "$suite" "$twin" \
        "$((passed - caught))" "$leaks"
else
    cat "$result.log"
    printf 'unit/%s %s: %s passed, %s failed\n' "$suite" "$twin" "$passed" \
        "$failed"
fi
