# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# A folder for what a test program puts aside, in place of TMPDIR: gone when
# the script that sources this ends, also when somebody ends it.
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/mtls-run.XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
