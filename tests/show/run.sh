#!/bin/sh
# SPDX-License-Identifier: MIT
# The page of make show, in a real Chromium: run.sh PROGRAM BUILD CERTS OUTPUT
# RESULT [WORDS]. PROGRAM is main.js, or ../red/show.js. Pictures go to OUTPUT.
# What it needs, it says in a line; status 2: something of that is not there.
set -eu
program=$1
shift
for each in node "${CHROMIUM:-chromium}" "${CHROMEDRIVER:-chromedriver}"; do
    command -v "$each" >/dev/null || {
        echo "make test-show: there is no $each; it needs node, chromium and" \
            "chromedriver: make deps-show" >&2
        exit 2
    }
done
result=$4
rm -f "$result"
mkdir -p "$(dirname "$result")"
status=0
node "$program" "$@" >"$result.log" 2>&1 || status=$?
[ -s "$result" ] || {
    echo '0 passed, 1 failed' >"$result"
    echo "$program: ended with status $status" >>"$result.log"
}
grep -v '^passed: ' "$result.log" || :
