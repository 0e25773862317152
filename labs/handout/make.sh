#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the handout of the labs: make.sh OUTPUT_FOLDER. Two books, for the
# learners and, with the guide, hints and solutions, for the instructor: each
# one HTML file that needs no other, and a PDF if there is a program for that
# (HANDOUT_PAPER=no: none).

set -eu
unset CDPATH
[ $# -eq 1 ] || {
    echo 'make.sh: OUTPUT_FOLDER' >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
labs=$(cd "$here/.." && pwd)
command -v pandoc >/dev/null || {
    echo 'make handout: needs pandoc; apt-get install pandoc' >&2
    exit 2
}
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/handout.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 143' INT TERM

# ---- Text ------------------------------------------------------------------

part() { # PART FILE
    [ ! -r "$2" ] || awk -v part="$1" -f "$here/assemble.awk" "$2"
    echo
}

change() { # MODULE: what mends it
    printf '\n## The change\n\n```diff\n'
    diff -U2 --label "leaky/$1.c" --label "fixed/$1.c" \
        "$labs/../leaky/$1.c" "$labs/../fixed/$1.c" || :
    echo '```'
}

# What is said to the instructor begins with a heading of its own.
guide() { # BOOK
    if [ "$1" = labs ]; then
        sed '/^## For the instructor/,$d' "$labs/README.md"
    else
        cat "$labs/README.md"
    fi >"$work/guide.md"
    part readme "$work/guide.md"
}

assemble() { # BOOK
    [ ! -r "$labs/README.md" ] || guide "$1"
    for lab in "$labs"/[0-9][0-9]-*/; do
        [ -r "$lab/README.md" ] || continue
        part readme "$lab/README.md"
        [ "$1" = labs-with-solutions ] || continue
        part hints "$lab/hints.md"
        part solution "$lab/solution.md"
        [ ! -r "$lab/module" ] ||
            change "$(cat "$lab/module")" >"$work/change.md"
        [ ! -r "$lab/module" ] || part readme "$work/change.md"
    done
}

# ---- Books -----------------------------------------------------------------

embed=--self-contained # as pandoc 2.17 calls it
if pandoc --help | grep -q -e --embed-resources; then
    embed=--embed-resources
fi
date=$(git -c safe.directory='*' -C "$labs" log -1 --format=%cd \
    --date=format:'%-d %B %Y' \
    2>/dev/null) || date=$(LC_ALL=C date '+%-d %B %Y')

book() { # NAME SUBTITLE
    assemble "$1" >"$work/$1.md"
    [ -s "$work/$1.md" ] || {
        echo 'make handout: no lab has a README.md' >&2
        exit 1
    }
    pandoc --from=markdown-smart-tex_math_dollars --to=html5 --standalone \
        "$embed" --toc --toc-depth=1 --columns=9999 \
        --template="$here/template.html" \
        --css="$here/style.css" --highlight-style=monochrome \
        --metadata title='How an mTLS server leaks, and what stops it' \
        --metadata subtitle="$2" --metadata date="$date" \
        --variable picture="$labs/demo.svg" \
        --output="$out/$1.html" "$work/$1.md"
    echo "$out/$1.html"
    [ "${HANDOUT_PAPER:-}" = no ] || paper "$out/$1"
}

quietly() { # COMMAND...: what it says only if it fails
    "$@" >"$work/said" 2>&1 || {
        cat "$work/said" >&2
        echo "make handout: ${1##*/} made no PDF" >&2
        exit 1
    }
}

# To PDF, by what there is, the best first: weasyprint knows page numbers in
# the contents, chromium all but those, wkhtmltopdf no style for paper. As
# root chromium has no sandbox.
paper() { # FILE, without its ending
    if command -v weasyprint >/dev/null; then
        quietly weasyprint -q "$1.html" "$1.pdf"
    elif chromium=$(command -v chromium || command -v chromium-browser ||
        command -v google-chrome); then
        sandbox=--disable-gpu
        [ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox
        quietly "$chromium" --headless "$sandbox" --no-pdf-header-footer \
            --generate-pdf-document-outline \
            --user-data-dir="$work/chromium" --print-to-pdf="$1.pdf" \
            "file://$1.html"
    elif command -v wkhtmltopdf >/dev/null; then
        quietly wkhtmltopdf -q --print-media-type "$1.html" "$1.pdf"
    else
        echo 'make handout: no PDF; it takes weasyprint, chromium or' \
            'wkhtmltopdf' >&2
        return
    fi
    echo "$1.pdf"
}

book labs 'The labs'
book labs-with-solutions 'The labs, with hints, solutions and the guide'
