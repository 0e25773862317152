#!/bin/sh
# SPDX-License-Identifier: MIT
# `make new`, as its user would: new.sh RESULT. A service in an empty folder
# builds, runs a short part of its own tests, serves, reloads and drains, by
# the commands of its README, and takes the route that README puts in; nothing
# that bears its name bears the kit's. What cannot be is refused in one line.

set -eu
result=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
counted=labs/new
# shellcheck source=tests/count.sh
. "$top/tests/count.sh"
# shellcheck source=tests/temp.sh
. "$top/tests/temp.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES # of the make that calls this
name=odd-2-service
copy=$TMPDIR/empty/$name

new() { # NAME DIR
    sh "$top/labs/new/make.sh" "$top" "$1" "$2"
}

# ---- What cannot be ---------------------------------------------------------

refuses() { # SENTENCE STATUS WORDS NAME DIR
    sentence=$1
    wanted=$2
    words=$3
    shift 3
    found=0
    new "$@" >"$TMPDIR/said" 2>&1 || found=$?
    verdict=0
    { [ "$found" -eq "$wanted" ] && [ "$(wc -l <"$TMPDIR/said")" -eq 1 ] &&
        grep -qF -e "$words" "$TMPDIR/said"; } || verdict=1
    judge "$verdict" "$sentence" "status $found: $(cat "$TMPDIR/said")"
}

mkdir "$TMPDIR/full" "$TMPDIR/empty"
echo mine >"$TMPDIR/full/mine"
refuses 'without a name' 2 NAME= '' "$TMPDIR/x"
refuses 'without a folder' 2 DIR= good ''
for bad in Big 2nd with_line 'a b' end- two--dashes ../x "it's" flags \
    a-name-of-more-than-thirty-letters; do
    refuses "$bad is no name" 2 "NAME='$bad' is no name" "$bad" "$TMPDIR/x"
done
refuses 'a folder with something in it' 2 'is there already' good \
    "$TMPDIR/full"
refuses 'a file' 2 'is there already' good "$TMPDIR/full/mine"
refuses 'a folder in the kit' 2 'lies in the kit' good "$top/labs/good"
refuses 'the kit itself' 2 'lies in the kit' good "$top"
refuses 'a path that make cannot work in' 2 'cannot work in' good \
    "$TMPDIR/a b"
refuses 'a folder that nobody may write' 1 'cannot write' good /proc/good
verdict=0
[ "$(ls "$TMPDIR")" = "$(printf 'empty\nfull\nsaid')" ] || verdict=1
judge "$verdict" 'nothing is left of what was refused' "$(ls "$TMPDIR")"

# ---- What is made -----------------------------------------------------------

run() { # SENTENCE COMMAND...: in the copy
    sentence=$1
    shift
    verdict=0
    (cd "$copy" && "$@") >"$TMPDIR/said" 2>&1 || verdict=1
    judge "$verdict" "$sentence" "$(tail -n 15 "$TMPDIR/said")"
}
says() { # WORDS SENTENCE: of the last run
    verdict=0
    grep -q -e "$1" "$TMPDIR/said" || verdict=1
    judge "$verdict" "$2" "$(tail -n 5 "$TMPDIR/said")"
}

mkdir "$copy"
verdict=0
new "$name" "$copy" >"$TMPDIR/said" 2>&1 || verdict=1
judge "$verdict" 'it is made in an empty folder' "$(cat "$TMPDIR/said")"

# Comments may say where a thing comes from; names, texts and files may not.
verdict=0
(cd "$copy" && { find . -name '*mtls-server*' &&
    grep -rn 'mtls-server\|kit\.test\|Leak Kit' --exclude=LICENSE . ||
    grep -rn '\bmtls_[a-z]*_' src tests/contract tests/support; }) \
    >"$TMPDIR/said" 2>&1 || :
[ ! -s "$TMPDIR/said" ] || verdict=1
judge "$verdict" "nothing bears the kit's name" "$(head "$TMPDIR/said")"
for file in "src/deploy/$name.service" "src/deploy/$name.socket" .ci/run \
    .github/workflows/ci.yml .gitattributes; do
    verdict=0
    [ -s "$copy/$file" ] || verdict=1
    judge "$verdict" "there is $file"
done

run 'it builds' make build
verdict=0
! grep -i warning "$TMPDIR/said" || verdict=1
judge "$verdict" 'without a warning'
run 'README puts its first route in' sh -c \
    "sed -n '/^\`\`\`diff/,/^\`\`\`/p' README.md | sed '/^\`\`\`/d' | patch -p0"
run 'which passes its test' make test ONLY=contract/hello
says '^1 passed, 0 failed' 'one test'
run 'its metrics are tested' make test ONLY=contract/metrics
run 'it is tested for growth' make test ONLY=leaks/service \
    TRIGGER='refused-revoked*' STEPS=10
says ' passed, 0 failed' 'and grows by nothing'

# ---- It runs ----------------------------------------------------------------

server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || :
    temp_end
}
trap end EXIT
(cd "$copy" && exec make run PORT=0 >"$TMPDIR/out" 2>"$TMPDIR/log") &
make=$!
tries=0
until grep -qs '^listening on' "$TMPDIR/out" || [ "$tries" -eq 1200 ]; do
    tries=$((tries + 1))
    sleep 0.05 # between two looks
done
server=$(cat "$copy/build/pid")
port=$(sed -n 's/^listening on .*://p' "$TMPDIR/out")
run 'it answers' make ask PORT="$port"
says '^{"status":"ok"}' 'as it must'
run 'and by the new route' make ask PORT="$port" ASK=/hello
says '^{"hello":"sensor-1"}' 'by name'
run 'it reloads' make reload
tries=0
until grep -q 'reloaded key' "$TMPDIR/log" || [ "$tries" -eq 1200 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
verdict=0
grep -q 'reloaded key' "$TMPDIR/log" || verdict=1
judge "$verdict" 'and says so' "$(cat "$TMPDIR/log")"
run 'it drains' make drain
verdict=0
wait "$make" || verdict=1
server=
judge "$verdict" 'and ends with status 0' "$(cat "$TMPDIR/log")"
verdict=0
! (cd "$copy" && make drain) >"$TMPDIR/said" 2>&1 || verdict=1
judge "$verdict" 'then there is nothing to drain' "$(cat "$TMPDIR/said")"

count_end "$result"
