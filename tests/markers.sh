#!/bin/sh
# SPDX-License-Identifier: MIT
# The generated table in a text: markers.sh write|check TABLE TEXT. It stands
# between two lines of their own:
#     <!-- truth: begin -->
#     <!-- truth: end -->

set -eu
what=$1
table=$2
text=$3
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

[ -r "$text" ] || fail "$text: cannot read"
begin=$(grep -c '^<!-- truth: begin -->$' "$text") || :
end=$(grep -c '^<!-- truth: end -->$' "$text") || :
[ "$begin:$end" = 1:1 ] || fail "$text: needs one line \
'<!-- truth: begin -->' and after it one '<!-- truth: end -->'"

awk -f "$here/table.awk" "$table" >"$work/table"
awk -v table="$work/table" '
    /^<!-- truth: end -->$/ {
        astray = !inside
        inside = 0
    }
    !inside { print }
    /^<!-- truth: begin -->$/ {
        inside = 1
        while ((getline line <table) > 0)
            print line
    }
    END { exit inside || astray }' "$text" >"$work/text" ||
    fail "$text: its marker 'truth: end' stands before 'truth: begin'"

case $what in
write)
    cmp -s "$work/text" "$text" || cat "$work/text" >"$text"
    ;;
check)
    diff -u "$text" "$work/text" || fail "$text: its table is not that of \
$table; make truth-write mends it"
    ;;
*)
    fail "markers.sh: write or check, not '$what'"
    ;;
esac
