#!/bin/sh
# SPDX-License-Identifier: MIT
# A server that ThreadSanitizer watches, and eight clients at once, with
# reloads and an end among them: the grader's stage `threads`.
#     BUILD=DIR MTLS_CERTS=DIR ... sanitizer.sh SERVER RESULT
# Needs MTLS_TRUTH and MTLS_INSTRUMENTS, too. Counts go to RESULT, what was
# said to RESULT.log. Nothing is suppressed: what it tells is ours.
# shellcheck disable=SC2034,SC2153 # for the grader's part; of who calls

set -eu
server=$1
result=$2
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=$BUILD
# shellcheck source=tests/temp.sh
. "$here/../temp.sh"
work=$TMPDIR
# shellcheck source=labs/grader/threads.sh
. "$top/labs/grader/threads.sh"

mkdir -p "$(dirname "$result")"
rm -f "$result"
threads_work || {
    echo '0 passed, 0 failed' >"$result"
    why_not_threads >"$result.log"
    echo "threads/sanitizer: skipped: $(why_not_threads)"
    exit 0
}
counts='1 passed, 0 failed'
MTLS_SERVER=$server MTLS_THREADS_LOG=$work/threads.log \
    MTLS_THREADS_BARE=$threads_bare timeout --foreground -k 5 "$limit" \
    "$BUILD/grader/grader" threads sessions >"$result.log" 2>&1 ||
    counts='0 passed, 1 failed'
! has_races || counts='0 passed, 1 failed'
first_race >>"$result.log"
echo "$counts" >"$result"
case $counts in
*' 1 failed') cat "$result.log" ;;
esac
echo "threads/sanitizer: ${counts%%,*}"
