#!/bin/sh
# SPDX-License-Identifier: MIT
# One proof that the tests can fail, for red.mk: run.sh CASE RESULT
#
#   leak/MODULE     fixed/ with the leaky module in it, judged as fixed
#   mended/MODULE   fixed/, judged as the server with that leak
#   without/MODULE  leaky/ with the mended module in it, judged as leaky
#   plant/NAME      plants/NAME.patch, one more leak (or a crash) in fixed/ or
#                   leaky/, judged as that
#
# tests/leaks, tests/valgrind, tests/threads and tests/torture must be red, and
# for the reason that stands here or in the patch: words of theirs, a regular
# expression over all that they say. A test that fails otherwise proves
# nothing. Counts go to RESULT, what the tests said to RESULT.PART.log: leaks,
# valgrind, threads, torture. Needs BUILD, MTLS_CERTS, MTLS_TRUTH,
# MTLS_INSTRUMENTS.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
case=$1
result=$2
kind=${case%%/*}
name=${case#*/}
modules=$(sh "$top/tests/modules.sh")
passed=0
failed=0
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES # of the make that calls this

# shellcheck source=tests/temp.sh
. "$(dirname "$0")/../temp.sh"
mkdir -p "$(dirname "$result")"
rm -f "$result" "$result.leaks" "$result.valgrind" "$result.threads" \
    "$result.torture"

# ---- What is judged as what --------------------------------------------------

row() { # COLUMN: of the row of that leak
    awk -F, -v leak="$name" -v column="$1" '$1 == leak { print $column }' \
        "$MTLS_TRUTH"
}

build() { # FILE...: fixed/ with these laid over, in a folder of its own
    make -s -C "$top/fixed" BUILD="$BUILD/red/$case" OVERLAY="$*" \
        >"$result.build.log" 2>&1 || {
        cat "$result.build.log"
        echo '0 passed, 1 failed' >"$result"
        exit 0
    }
    folder=red/$case
}

leaky_but() { # [MODULE]
    for module in $modules; do
        [ "$module" = "$1" ] || echo "$top/leaky/$module.c"
    done
}

header() { # NAME: what the patch says of it
    sed -n "s/^# $1: *//p; /^---/q" "$here/plants/$name.patch"
}

function=$(row 4)
file=$(row 3)
trigger=leak:$name
leaks_say='' valgrind_say='' threads_say='' torture_say=''
case $kind in
leak)
    as=fixed
    folder=variants/$name
    leaks_say="there is *the leak .$name., by $function() in $file.* \
memcheck, of .*: $function ("
    valgrind_say=": $function ("
    ;;
mended)
    as=$name
    folder=fixed
    leaks_say="missing *the leak .$name., by $function() in $file"
    valgrind_say="leak=$name .*function=$function"
    ;;
without)
    as=leaky
    # shellcheck disable=SC2046 # words
    build $(leaky_but "$name")
    leaks_say="missing .* the leak .$name., by $function() in $file"
    # memcheck is blind to `streams` beside others: valgrind/streams looks.
    [ "$name" = streams ] || valgrind_say="MISSING: the leak .$name."
    ;;
plant)
    base=$(sed -n '/^--- /{s/^--- //p;q;}' "$here/plants/$name.patch")
    source=$BUILD/red/$name.d/${base##*/}
    sh "$top/tests/grader/apply.sh" "$here/plants/$name.patch" "$source"
    as=${base%%/*}
    trigger=$(header trigger)
    leaks_say=$(header leaks)
    valgrind_say=$(header valgrind)
    threads_say=$(header threads)
    torture_say=$(header torture)
    # shellcheck disable=SC2046 # words
    case $as in
    fixed) build "$source" ;;
    leaky) build "$source" $(leaky_but "$(basename "$source" .c)") ;;
    esac
    ;;
esac

# ---- Red, for that reason ------------------------------------------------------

wrong() { # PART WORDS
    failed=$((failed + 1))
    echo "red/$case: $1: $2"
    echo "    what it said: $result.$1.log"
}

judge() { # PART WORDS
    counts=$(cat "$result.$1")
    said=$(tr '\n' ' ' <"$result.$1.log")
    case $counts in
    *' 0 failed'*) wrong "$1" 'green' ;;
    *)  if echo "$said" | grep -q -e "$2"; then
            passed=$((passed + 1))
        else
            wrong "$1" "red, but it does not say: $2"
        fi ;;
    esac
}

per_request=0
case $as in
leaky | server) per_request=1 ;;
esac

# The trigger that the leak keeps something for: the others are not asked.
growth() { # SERVER-NAME FOLDER RESULT
    SERVER=$BUILD/$2/mtls-server TRIGGER=$trigger \
        sh "$top/tests/leaks/run.sh" "$1" "$BUILD/tests/leaks/growth" "$3" \
        >/dev/null
}

[ -z "$leaks_say" ] || growth "$as" "$folder" "$result.leaks"
case $kind:$(cat "$result.leaks" 2>/dev/null) in
without:*' 0 failed'*) # what `server` keeps by itself has to tell
    growth server variants/server "$result.server"
    sh "$top/tests/leaks/constant.sh" "$result.leaks" "$result.leaks.log" \
        "$result.server.log" >"$result.constant.log"
    cat "$result.constant.log" >>"$result.leaks.log"
    ;;
esac
[ -z "$leaks_say" ] || judge leaks "$leaks_say"

if [ -n "$valgrind_say" ]; then
    MTLS_SERVER=$BUILD/$folder/mtls-server MTLS_TEST_PATIENCE=120 \
        MTLS_SERVER_PER_REQUEST=$per_request timeout --foreground -k 5 "$limit" \
        "$BUILD/tests/valgrind/$as" >"$result.valgrind.log" 2>&1 || :
    sed -n 's/^result: //p' "$result.valgrind.log" >"$result.valgrind"
    judge valgrind "$valgrind_say"
fi
if [ -n "$threads_say" ]; then
    make -s -C "$top/fixed" BUILD="$BUILD/red/$case.thread" SANITIZE=thread \
        OVERLAY="$source" >"$result.build.log" 2>&1 || :
    sh "$top/tests/threads/sanitizer.sh" \
        "$BUILD/red/$case.thread/mtls-server" "$result.threads" >/dev/null
    judge threads "$threads_say"
fi
if [ -n "$torture_say" ]; then
    make -s -C "$top/tests" torture-server BUILD="$BUILD" OVERLAY="$source" \
        torture_server="$BUILD/red/$case.torture/mtls-server" \
        >"$result.build.log" 2>&1 || :
    MTLS_SERVER=$BUILD/red/$case.torture/mtls-server timeout --foreground \
        -k 5 "$limit" "$BUILD/tests/torture/torture" "*client*" \
        >"$result.torture.log" 2>&1 || :
    sed -n 's/^result: //p' "$result.torture.log" >"$result.torture"
    judge torture "$torture_say"
fi
echo "$passed passed, $failed failed" >"$result"
[ "$failed" -gt 0 ] || echo "red/$case: $passed passed"
