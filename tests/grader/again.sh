#!/bin/sh
# SPDX-License-Identifier: MIT
# The grader says no only when fixed/ has passed where the learner's server
# has failed twice: again.sh RESULT. What the test programs answer is made up
# here, in turn. Counts go to RESULT.
# shellcheck disable=SC2034,SC2154 # shared with the grader's parts

set -u
result=$1
here=$(cd "$(dirname "$0")" && pwd)
grader=$here/../../labs/grader
# shellcheck source=tests/temp.sh
. "$here/../temp.sh"
work=$TMPDIR
build=$work/build
certs=
top=
per_request=0
resumes=1
evidence=$work/evidence
module=streams
# shellcheck source=labs/grader/programs.sh
. "$grader/programs.sh"
# shellcheck source=labs/grader/stages.sh
. "$grader/stages.sh"
# shellcheck source=labs/grader/again.sh
. "$grader/again.sh"
# shellcheck source=labs/grader/feature.sh
. "$grader/feature.sh"

cannot() {
    echo "$*" >"$work/cannot"
    exit 2
}

# In place of the grader's own: WHO=STATUS of the next answer.
become() { # PROGRAM [ARGUMENT...]
    who=yours
    [ "$server" != "$reference" ] || who=fixed
    case $who:$1:${2:-} in
    yours:*/contract/*:a_test) who=alone ;; # without the rest of its suite
    esac
    read -r next <"$work/answers"
    sed -i 1d "$work/answers"
    case $next in
    "$who"=*) ;;
    *) echo "asked $who, and not: ${next:-nobody}" >>"$work/unexpected" ;;
    esac
    echo "[ RUN      ] a_test"
    [ "${next#*=}" -ne 1 ] || echo "[  FAILED  ] a_test"
    exit "${next#*=}"
}

passed=0
failed=0
expect() { # yes|no|open|none SENTENCE COMMAND...: answers come from stdin
    expected=$1
    sentence=$2
    shift 2
    tr ' ' '\n' >"$work/answers"
    rm -f "$work/unexpected" "$work/cannot"
    : >"$evidence"
    server=$work/fixed/mtls-server
    status=0
    (
        open=
        "$@" || exit
        [ -z "$open" ] || exit 3
    ) >"$work/said" 2>&1 || status=$?
    case $status in
    0) found=yes ;;
    3) found=open ;;
    1) found=no ;;
    *) found=none ;;
    esac
    if [ "$found" = "$expected" ] && [ ! -e "$work/unexpected" ] &&
        ! grep -q . "$work/answers"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "grader/again: $sentence: $found, and not $expected"
    sed 's/^/    /' "$work/said" "$work/answers"
    [ ! -e "$work/unexpected" ] || sed 's/^/    /' "$work/unexpected"
}

suite() {
    judge_suite audit
    [ ! -s "$evidence" ]
}

stage() {
    judge_stage age false
}

measured() {
    judge_stage growth true
}

for what in suite stage; do
    again=yours
    [ "$what" = stage ] || again=alone
    expect yes "a $what that passes" "$what" <<'ANSWERS'
yours=0
ANSWERS
    expect no "a $what that fails twice, and passes on fixed/" "$what" \
        <<ANSWERS
yours=1 fixed=0 $again=1
ANSWERS
    expect no "a $what without an end, twice, and not on fixed/" "$what" \
        <<ANSWERS
yours=124 fixed=0 $again=124
ANSWERS
    expect yes "a $what that fails once" "$what" <<ANSWERS
yours=1 fixed=0 $again=0 yours=0
ANSWERS
    expect yes "a $what that came to no end once" "$what" <<ANSWERS
yours=124 fixed=0 $again=0 yours=0
ANSWERS
    expect no "a $what that passes once, between failures" "$what" <<ANSWERS
yours=1 fixed=0 $again=0 yours=1 fixed=0 yours=1
ANSWERS
    expect none "a $what that fails on fixed/, too" "$what" <<'ANSWERS'
yours=1 fixed=1
ANSWERS
    expect none "a $what without an end on fixed/, too" "$what" <<'ANSWERS'
yours=124 fixed=124
ANSWERS
    expect open "a $what that fails and passes in turn" "$what" <<ANSWERS
yours=1 fixed=0 $again=0 yours=1 fixed=0 yours=0 yours=1 fixed=0 yours=0
ANSWERS
done
expect no 'what a tool has measured is not asked again' measured <<'ANSWERS'
yours=1
ANSWERS

mkdir -p "$(dirname "$result")"
echo "$passed passed, $failed failed" >"$result"
[ "$failed" -gt 0 ] || echo "grader/again: $passed passed"
