# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# A folder for what a test program puts aside, in place of TMPDIR: gone when
# the script that sources this ends, also when somebody ends it; kept with
# MTLS_TEST_KEEP=1. And how long that program may take, in seconds: only to end
# what would never end.
# shellcheck disable=SC2034 # for who sources this
limit=${MTLS_TEST_LIMIT:-3600}
# shellcheck source=labs/files.sh
case ${0%/*} in
*/* | [!.]*) . "${0%/*}/../../labs/files.sh" ;; # a folder of tests/
*) . ../labs/files.sh ;;
esac
machine_ready || exit 2
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/mtls-run.XXXXXX")
export TMPDIR
temp_end() {
    case ${MTLS_TEST_KEEP:-} in
    1) echo "kept $TMPDIR" >&2 ;;
    *) rm -rf "$TMPDIR" ;;
    esac
}
trap temp_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
