#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs an instrument's tests, for ../Makefile: run.sh RESULT COMMAND...
# What they printed goes to RESULT.log, and is shown if a test failed; how
# many passed and failed, to RESULT. Its own status is 0: summary.sh judges.

set -eu
result=$1
name=instruments/$(basename "$result")
shift
# make -n runs what calls make all the same; its short options come first.
case ${MAKEFLAGS-} in
[!-]*) options=${MAKEFLAGS%% *} ;;
*) options= ;;
esac
case $options in
*=*) ;; # a variable
*n*)
    echo "$*"
    exit 0
    ;;
esac
mkdir -p "$(dirname "$result")"
rm -f "$result"
status=0
"$@" >"$result.log" 2>&1 || status=$?
passed=$(grep -c '^\[ *OK \]' "$result.log") || :
# cmocka names those that failed once more in the end.
failed=$(grep '^\[ *FAILED *\] [a-z0-9_]*$' "$result.log" | sort -u |
    grep -c .) || :
# A program that crashed or was not built has failed, whatever it printed.
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
[ "$((passed + failed))" -gt 0 ] || failed=1
printf '%s passed, %s failed\n' "$passed" "$failed" >"$result"
sed -n "s|^    \(no .*\)|$name: skipped: \1|p" "$result.log"
if [ "$failed" -eq 0 ]; then
    printf '%s: %s passed\n' "$name" "$passed"
else
    cat "$result.log"
    printf '%s: %s passed, %s failed\n' "$name" "$passed" "$failed"
fi
