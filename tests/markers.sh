#!/bin/sh
# SPDX-License-Identifier: MIT
# A generated table in a text: markers.sh write|check TABLE TEXT. TABLE is
# truth.csv, say; truth.awk beside it and labs/table.awk make Markdown of it,
# which stands between two lines of their own:
#     <!-- truth: begin -->
#     <!-- truth: end -->

set -eu
what=$1
table=$2
text=$3
name=$(basename "$table" .csv)
begins="<!-- $name: begin -->"
ends="<!-- $name: end -->"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

[ -r "$text" ] || fail "$text: cannot read"
begin=$(grep -cxF -- "$begins" "$text") || :
end=$(grep -cxF -- "$ends" "$text") || :
[ "$begin:$end" = 1:1 ] ||
    fail "$text: needs one line '$begins' and after it one '$ends'"

awk -f "$(dirname "$0")/../labs/table.awk" -f "${table%.csv}.awk" "$table" \
    >"$work/table"
awk -v table="$work/table" -v begins="$begins" -v ends="$ends" '
    $0 == ends {
        astray = !inside
        inside = 0
    }
    !inside { print }
    $0 == begins {
        inside = 1
        while ((getline line <table) > 0)
            print line
    }
    END { exit inside || astray }' "$text" >"$work/text" ||
    fail "$text: its marker '$ends' stands before '$begins'"

case $what in
write)
    cmp -s "$work/text" "$text" || cat "$work/text" >"$text"
    ;;
check)
    diff -u "$text" "$work/text" || fail "$text: its table is not that of \
$table; sh tests/markers.sh write $table $text mends it"
    ;;
*)
    fail "markers.sh: write or check, not '$what'"
    ;;
esac
