#!/bin/sh
# SPDX-License-Identifier: MIT
# The texts of the labs, held to what they say: every command in them is run,
# and its output compared with the one that is quoted.
#     texts.sh RESULT_FOLDER [TEXT...]   leaves RESULT_FOLDER/TEXT, for
#                                        summary.sh, and TEXT.log. A TEXT is
#                                        05 or 05-requests, or `guide`
#                                        (labs/README.md), or `kit`
#     texts.sh --text FILE...            those files, here and now
#     texts.sh --rewrite FILE...         puts the real output into the blocks
#                                        that differ (all lines of it: where
#                                        there was a `...`, put it back)
#     texts.sh --list                    the texts there are
# Commands stand in fences ```console [exit=N] [needs=TOOL] [interactive],
# each after `$ `, its output below: stdout and stderr, as without a terminal.
# A last line with a backslash goes on. Each is a shell of its own, in the
# kit's top folder; the last of a block ends with status N, the others with 0.
# A command whose output differs is run once more: what differs once is shown,
# what differs twice fails.
# A line `...` stands for any lines. What varies is normalised (raw.sed,
# compare.sed); more is masked by <!-- mask: SED --> before the block.
# What is quoted is the output of one release, `quoted`. On another one what
# its versions word differently is masked, too: for all texts by elsewhere.sed
# and frames.awk, for a block by <!-- elsewhere: SED --> before it.
# LABS_TEXT_LIMIT: seconds that a command may take; LABS_TEXT_RELEASE: of
# which release the outputs are, if not this one.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck disable=SC2034 # text.sh uses it
limit=${LABS_TEXT_LIMIT:-900}
# shellcheck disable=SC2034 # text.sh and form.sh use them
quoted='debian 12'
# shellcheck disable=SC1091 # no source of ours; some have no VERSION_ID
release=${LABS_TEXT_RELEASE:-$(. /etc/os-release && echo "$ID ${VERSION_ID-}")}
temp=$(mktemp -d "${TMPDIR:-/tmp}/labs-texts.XXXXXX")
trap 'rm -rf "$temp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
passed=0
failed=0
skipped=
# shellcheck disable=SC2034 # text.sh uses it
rewrite=

good() {
    passed=$((passed + 1))
}

bad() { # FILE LINE WORDS
    failed=$((failed + 1))
    echo "$1:$2: $3"
}

# Whose frames in a stack are the kit's.
# shellcheck disable=SC2034 # text.sh uses it
ours=$(find "$top/fixed" "$top/leaky" -name '*.c' | sed 's|.*/||')

shown() { # FILE: as seen from the top folder
    case $1 in
    "$top"/*) echo "${1#"$top"/}" ;;
    *) echo "$1" ;;
    esac
}

# shellcheck disable=SC1091 # shellcheck looks at it by itself
. "$here/form.sh"
# shellcheck disable=SC1091
. "$here/text.sh"

# ---- All texts of a name ---------------------------------------------------

list() {
    for folder in "$top"/labs/[0-9][0-9]-*/; do
        [ ! -e "$folder" ] || basename "$folder"
    done
    echo guide
    echo kit
}

folder_of() { # TEXT: 05 or 05-requests
    for folder in "$top/labs/$1"/ "$top/labs/$1"-*/; do
        case $folder in
        */[0-9][0-9]-*) [ ! -d "$folder" ] || echo "${folder%/}" ;;
        esac
    done
}

known() { # TEXT
    case $1 in
    guide | kit) return ;;
    esac
    [ -n "$(folder_of "$1")" ] || {
        echo "texts.sh: no text is called $1; they are:" >&2
        list >&2
        exit 2
    }
}

check_named() { # TEXT
    case $1 in
    guide)
        check_text "$top/labs/README.md"
        # Its table of leaks is that of truth.csv.
        if sh "$top/tests/markers.sh" check "$top/tests/truth.csv" \
            "$top/labs/README.md"; then
            good
        else
            bad labs/README.md 1 "its table is not that of truth.csv"
        fi
        ;;
    kit) check_text "$top/README.md" ;;
    *)
        lab=$(folder_of "$1")
        check_folder "$lab"
        for file in README.md hints.md solution.md; do
            [ ! -e "$lab/$file" ] || check_text "$lab/$file"
        done
        ;;
    esac
}

report() { # RESULT TEXT
    echo "$passed passed, $failed failed" >"$1"
    counts="$passed passed"
    [ ! -s "$1.log" ] || cat "$1.log" # also what differed once
    [ "$failed" -eq 0 ] || counts="$counts, $failed failed"
    [ "$release" = "$quoted" ] ||
        counts="$counts, by the masks for other releases than $quoted"
    echo "labs/$2: $counts${skipped:+, skipped: $skipped}"
}

case ${1-} in
--list)
    list
    ;;
--text | --rewrite)
    [ $# -gt 1 ] || {
        echo "texts.sh: $1 FILE..." >&2
        exit 2
    }
    what=$1
    shift
    [ "$what" = --text ] || [ "$release" = "$quoted" ] || {
        echo "texts.sh: --rewrite: the texts quote $quoted, and this is" \
            "$release: run it there" >&2
        exit 2
    }
    for file; do
        file=$(cd "$(dirname "$file")" && pwd)/${file##*/}
        if [ "$what" = --rewrite ]; then
            rewrite_text "$file"
        else
            check_text "$file"
        fi
    done
    echo "$passed passed, $failed failed${skipped:+, skipped: $skipped}"
    [ "$failed" -eq 0 ]
    ;;
-* | '')
    echo 'texts.sh: RESULT_FOLDER [TEXT...], --text, --rewrite FILE...,' \
        'or --list' >&2
    exit 2
    ;;
*)
    results=$1
    shift
    [ $# -gt 0 ] || {
        # shellcheck disable=SC2046 # names have no blanks
        set -- $(list)
    }
    mkdir -p "$results"
    for named; do
        passed=0
        failed=0
        skipped=
        known "$named"
        check_named "$named" >"$results/$named.log" 2>&1
        report "$results/$named" "$named"
    done
    ;;
esac
