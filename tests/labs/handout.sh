#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests the handout: handout.sh RESULT. That each lab is in both books, that
# the learners' has nothing of what is only for the instructor, and that a
# book is one file. Without pandoc it is a skip.

set -eu
result=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
counted=labs/handout
# shellcheck source=tests/count.sh
. "$top/tests/count.sh"
count_needs "$result" pandoc
count_room
out=$work

has() { # BOOK WORDS: in its text, without tags and line ends
    grep -qF -e "$2" "$out/$1.text"
}

verdict=0
HANDOUT_PAPER=no sh "$top/labs/handout/make.sh" "$out" >"$out/said" 2>&1 ||
    verdict=1
[ ! -s "$out/said" ] || [ "$verdict" -eq 0 ] || cat "$out/said"
judge "$verdict" 'it is made'
for book in labs labs-with-solutions; do
    tr '\n' ' ' <"$out/$book.html" | sed 's/<[^>]*>//g; s/  */ /g
        s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' \
        >"$out/$book.text"
    verdict=0
    ! grep -Eq '(src|rel="stylesheet" href)="[^d]' "$out/$book.html" ||
        verdict=1
    judge "$verdict" "$book needs no other file"
    for lab in "$top"/labs/[0-9][0-9]-*/README.md; do
        verdict=0
        title=$(sed -n 's/^# //p' "$lab" | head -n 1 | tr -d '`*')
        has "$book" "$title" || verdict=1
        judge "$verdict" "$book has the chapter '$title'"
    done
done

# A line of prose from the middle of each text: words that no tag divides.
# shellcheck disable=SC2016 # the fences are meant
sample() { # FILE
    sed -n '/^```/,/^```/d; /^[A-Z][A-Za-z ,.;:]\{40,\}$/p' "$1" | head -n 1
}

secret() { # FILE WHAT
    words=$(sample "$1")
    [ -n "$words" ] || return 0
    verdict=0
    ! has labs "$words" || verdict=1
    judge "$verdict" "the learners' book has nothing of $2"
    verdict=0
    has labs-with-solutions "$words" || verdict=1
    judge "$verdict" "the instructor's book has $2"
}

for lab in "$top"/labs/[0-9][0-9]-*/; do
    name=$(basename "$lab")
    [ -r "$lab/README.md" ] || continue
    secret "$lab/hints.md" "the hints of $name"
    secret "$lab/solution.md" "the solution of $name"
done
sed '1,/^## For the instructor/d' "$top/labs/README.md" >"$out/guide.md"
secret "$out/guide.md" 'the guide'

count_end "$result"
