#!/bin/sh
# SPDX-License-Identifier: MIT
# A row of somebody's own: score_test.sh RESULT, in tests/. The verdicts follow
# the rules of the matrix, and a file that is none gets a line that says so.

set -eu
result=$1
counted=matrix/score
# shellcheck source=tests/count.sh
. ./count.sh
count_room

score() { # STATUS PATTERN SENTENCE: what it says of $work/score.csv
    found=0
    sh matrix/score.sh "$work/score.csv" >"$work/said" 2>&1 || found=$?
    if [ "$found" -eq "$1" ] && grep -qE -e "$2" "$work/said"; then
        good
    else
        bad "$3 (status $found)"
        cat "$work/said"
    fi
}

whole() { # a file with each kind of finding
    cat >"$work/score.csv" <<CSV
# what it found
tool,leakfinder 1.2
server,names
requests,left 8
listeners,grew 256 512
streams,left 1
peer,grew 256 256
sessions, names
fixed,left 1
time,1.4
CSV
}

spoil() { # SED
    whole
    sed "$1" "$work/score.csv" >"$work/spoilt"
    mv "$work/spoilt" "$work/score.csv"
}

row='names the line . growth only . growth only . blind . blind .'
row="$row names the line . wrong . 1\\.4x"
whole
score 0 "^. leakfinder 1\\.2 . $row" 'a row is judged by the rules'
score 0 '^. leakfinder 1\.2 . 2 . 2 . 2 . wrong . 1\.4x' 'it is added up'
score 0 '^. the heap meter . 0 . 6 . 0 . nothing' 'beside the kit'\''s own'
spoil '/^time/d'
score 0 'wrong . - .$' 'the time may be left out'
spoil '/^peer/d'
score 2 'no line of peer' 'a server that is left out is asked for'
spoil 's/left 8/lots/'
score 2 "score.csv:4: 'lots' is none of" 'a finding must be one'
spoil 's/^requests/request/'
score 2 "score.csv:4: 'request' is no server" 'a server must be one'
spoil 's/^time,.*/server,names/'
score 2 'of server already' 'no server comes twice'
spoil '/^tool/d'
score 2 'no line tool,NAME' 'a tool has a name'
rm "$work/score.csv"
score 2 'cannot be read: say SCORE=' 'a file must be there'

count_end "$result"
