#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 12's check judges right: verdict.sh RESULT
# It tries the evidence: what is right passes; the right word with evidence
# that does not bear it fails, for the reason it should. Leaves how many of its
# tests passed and failed in RESULT, for summary.sh. BUILD says where the
# builds are.

set -eu
counted=labs/verdict
lab=12-verdict
# shellcheck source=tests/labs/checked.sh
. "$(dirname "$0")/checked.sh"
LAB_TMP="$work/a blank in it" # as a TMPDIR may have

only() { # SERVER VERDICT WHAT BYTES: of the others nothing is said
    printf '%s = %s\n%s_what = %s\n%s_bytes = %s\n' "$1" "$2" "$1" "$3" \
        "$1" "$4" >"$work/answers.txt"
}

judges 2 'answers.txt is not there' 'without answers it cannot judge'
cp labs/12-verdict/start/answers.txt "$work"
judges 1 'no answer yet' 'what is not begun fails'
printf '# a note\n\na = leak\n\ta_what plain-http\n' >"$work/answers.txt"
judges 1 "^$work/answers.txt:4: there is no \"=\"; write" \
    'a line without "=" is named before anything is measured'
# That the solution passes, its text shows: labs/12.
only a healthy cache 23760
judges 1 '^15 of 18 to go' 'a cache that is called one passes'
only e leak plain-http 200
judges 1 '^15 of 18 to go' 'another kind of client that shows the leak passes'
only e leak full-tls1.3 199
judges 1 '^e_bytes: not 199' 'a byte too few fails'
only e leak reload+plain-http 200
judges 1 'no more than plain-http' 'evidence with too much in it fails'
only e healthy cache 40000
judges 1 '^e: not healthy' 'a leak that is called healthy fails'
only a leak plain-http 240
judges 1 'plain-http *flat' 'a cache that is called a leak fails'
judges 1 '^18 of 18 to go' 'a wrong verdict leaves as much to do as none'
only b leak none-such 0
judges 1 'has no none-such' 'a kind of client that is not there fails'
only c leak refused-none 160
judges 1 'refused-none *flat' 'half of what a leak takes fails'
only c leak refused-none+plain-http+reload 160
judges 1 'it takes two' 'what two take together is not shown by three'
only c leak refused-none+reload '160 B'
judges 1 '^15 of 18 to go' 'a number as measure writes it passes'
only d healthy cache 59392
judges 1 '^d_what: not cache' 'a warm-up that is called a cache fails'
only d healthy cashe 59392
judges 1 'one of cache, warm-up, pages, clients' 'what is no such word is told'
only f healthy clients 300000
judges 1 '^f_bytes: not 300000' 'what is held is not what stays'
only f 'perhaps' clients 0
judges 1 '^f: not perhaps' 'what is no verdict fails'
judges 1 '^18 of 18 to go' 'what is no verdict leaves as much to do as none'

count_end "$1"
