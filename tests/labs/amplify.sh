#!/bin/sh
# SPDX-License-Identifier: MIT
# What `make amplify` measures and draws: amplify.sh RESULT
# A small run of its command, with one kind of certificates, keeps to the
# table of the leaks, and so does what the lab shows. Leaves how many of its
# tests passed and failed in RESULT, for summary.sh. BUILD says where the
# builds are.

set -eu
result=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
counted=labs/amplify
# shellcheck source=tests/count.sh
. tests/count.sh
count_room
lab=labs/08-amplify
modules=$(sh tests/modules.sh)
# shellcheck disable=SC2086 # words
servers=$(set -- $modules && echo $(($# + 2))) # and leaky, and fixed

complaints() { # TABLE
    awk -f labs/table.awk -f tests/labs/amplify.awk tests/truth.csv "$1"
}

holds() { # TABLE ROWS SENTENCE
    said=$(complaints "$1")
    rows=$(grep -c '^[a-z]*,[pom][a-z]*,[0-9]*,[0-9]*,' "$1") || :
    if [ -z "$said" ] && [ "$rows" -eq "$2" ]; then
        good
    else
        bad "$3 ($rows rows, not $2)"
        echo "$said"
    fi
}

# ---- A run -----------------------------------------------------------------

if sh "$lab/amplify.sh" "${BUILD:-build}" certs "$work/table.csv" 300/3 \
    >"$work/said" 2>&1; then
    holds "$work/table.csv" $((3 * servers)) \
        'what is kept is what the table of leaks says, in three modes'
else
    bad 'amplify.sh does not come to its end'
    cat "$work/said"
fi

# ---- What the lab shows ----------------------------------------------------

holds "$lab/amplify.csv" $(((1 + 2 * 6) * servers)) \
    'so it is in the table of the lab, with all certificates'

missing=
awk -v form=bars -f labs/table.awk -f "$lab/amplify.awk" "$lab/amplify.csv" |
    sed -n 's/.*"\(.*\)".*/\1/p' | sort -u >"$work/figures"
while read -r figure; do
    grep -qF ">$figure<" "$lab/amplify.svg" || missing="$missing [$figure]"
done <"$work/figures"
[ -s "$work/figures" ] && [ -z "$missing" ] &&
    found=0 || found=1
judge "$found" 'the picture has each figure of its table' "not:$missing"

# Those with a comma; and what TLS and a client's certificate add to fixed/.
awk -F, '/^[a-z]*,[pom]/ { print $5; print $6; print $7 }
    /^fixed,plain,/ { plain = $7 }
    /^fixed,oneway,1,1,/ { oneway = $7 }
    /^fixed,mutual,1,1,/ { mutual = $7 }
    END { print oneway - plain; print mutual - oneway }' "$lab/amplify.csv" |
    sed -n 's/^\([0-9]*\)\([0-9]\{3\}\)$/\1,\2/p' | sort -u >"$work/known"
told() { # TEXT: its figures that are not known
    grep -o '[0-9][0-9]*,[0-9]\{3\}' "$1" | sort -u |
        grep -vxF -f "$work/known" || :
}
[ -s "$work/known" ] && [ -z "$(told "$lab/solution.md")" ] &&
    found=0 || found=1
judge "$found" 'what the solution says is in the table' \
    "not: $(told "$lab/solution.md" | tr '\n' ' ')"

# ---- That this can fail ----------------------------------------------------

spoilt() { # SED SENTENCE
    sed "$1" "$lab/amplify.csv" >"$work/spoilt.csv"
    [ -n "$(complaints "$work/spoilt.csv")" ] && found=0 || found=1
    judge "$found" "$2"
}
for leak in $modules; do
    spoilt "/^$leak,mutual,300,3,/s/,3,\([0-9]*\),/,3,1\1,/" \
        "$leak with another constant is seen"
done
spoilt '/^fixed,oneway,1,2,/s/,2,0,/,2,8,/' 'a fixed that keeps 8 is seen'
spoilt '/^leaky,plain,/s/,,,/,,,1/' 'a leaky that is no sum is seen'
spoilt '/^peer,plain,/s/,,,0,/,,,578,/' \
    'a refusal where nobody is refused is seen'
sed 's/16,248/16,249/' "$lab/solution.md" >"$work/solution.md"
[ "$(told "$work/solution.md")" = 16,249 ] && found=0 || found=1
judge "$found" 'a figure that is in no table is seen'
count_end "$result"
