# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# What the tests of texts.sh share: a kit that is made up, and a text of it,
# tried. Sourced with `here`, the folder of texts.sh, `result`, and `counted`,
# the name of the tests. tell() at the end leaves how many passed and failed
# in result, for summary.sh.
# shellcheck disable=SC2154 # those

# shellcheck source=tests/count.sh
. "$here/../count.sh"
count_room
kit=$work
mkdir -p "$kit/tests/labs" "$kit/results" "$kit/labs" "$kit/fixed" "$kit/leaky"
find "$here/../../fixed" "$here/../../leaky" -name '*.c' |
    while read -r source; do
        : >"$kit/fixed/${source##*/}" # named, and never read
    done
echo ".PHONY: build" >"$kit/Makefile"
printf "#!/bin/sh\necho \"  list  all\"\n" >"$kit/labs/lab"
chmod +x "$kit/labs/lab"
cp "$here"/*.awk "$here"/*.sed "$here"/form.sh "$here"/text.sh \
    "$here"/texts.sh "$kit/tests/labs"
texts=$kit/tests/labs/texts.sh
text=$kit/text.md
# The outputs are those of the release that is quoted, on whichever it runs.
LABS_TEXT_RELEASE='debian 12'
export LABS_TEXT_RELEASE

# Counted in a file: some are judged at the end of a pipe.
judge() { # SENTENCE STATUS PATTERN: against $status and $kit/said
    if [ "$status" = "$2" ] &&
        { [ -z "$3" ] || grep -q -e "$3" "$kit/said"; }; then
        echo passed >>"$kit/verdicts"
    else
        echo failed >>"$kit/verdicts"
        echo "$counted: failed: $1 (status $status, not $2, or not" \
            "'$3' in:)"
        cat "$kit/said"
    fi
}

see() { # COMMAND...: its status and what it says
    status=0
    "$@" >"$kit/said" 2>&1 || status=$?
}

title='# A text of Debian 12'
# The text comes from stdin.
try() { # SENTENCE STATUS PATTERN
    {
        echo "$title"
        echo
        cat
    } >"$text"
    see sh "$texts" --text "$text"
    judge "$@"
}

block() { # LINE...: a text of one block
    printf '%s\n' "$title" '' '```console' "$@" '```'
}

one() { # SENTENCE STATUS PATTERN LINE...: try() with one block
    sentence=$1
    want=$2
    pattern=$3
    shift 3
    printf '%s\n' '```console' "$@" '```' | try "$sentence" "$want" "$pattern"
}

tell() {
    passed=$(grep -c passed "$kit/verdicts") || :
    failed=$(grep -c failed "$kit/verdicts") || :
    count_end "$result"
}
