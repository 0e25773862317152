#!/bin/sh
# SPDX-License-Identifier: MIT
# One verdict of the grader: run.sh MODULE NAME RESULT. NAME is leaky or
# fixed, the module as it is there, or that of a patch, MODULE/NAME.patch:
# right-* must be judged solved, wrong-* must fail in one of the stages that
# its line `# fails:` names. Counts go to RESULT, what was said to RESULT.log.

set -eu
here=$(dirname "$0")
top=$(cd "$here/../.." && pwd)
module=$1
name=$2
result=$3
patch=$here/$module/$name.patch

mkdir -p "$(dirname "$result")"
rm -f "$result" "$result".none-*.log
source=$result.c

# As a learner would see it, were it not as it should be.
wrong() { # TEXT...
    {
        echo "grader/$module/$name: $*"
        [ ! -e "$result.log" ] || cat "$result.log"
        case $name in
        leaky | fixed) by_itself='' judged=$name/$module.c ;;
        *)
            judged=/tmp/$module.c
            by_itself="sh tests/grader/apply.sh \
tests/grader/$module/$name.patch $judged; "
            ;;
        esac
        echo "by itself: ${by_itself}sh labs/grader/check.sh $module $judged"
    } >&2
    echo '0 passed, 1 failed' >"$result"
    exit 0
}

case $name in
leaky | fixed) cp "$top/$name/$module.c" "$source" ;;
*) sh "$here/apply.sh" "$patch" "$source" 2>"$result.log" ||
    wrong 'it does not apply' ;;
esac
case $name in
fixed | right-*) expected=solved ;;
leaky) expected='memcheck left growth' ;;
*) expected=$(sed -n 's/^# fails: *//p' "$patch" | tr '|' ' ') ;;
esac
[ -n "$expected" ] || wrong 'its line "# fails:" is missing'

# One no is enough for a wrong fix, whatever the other stages would say of it:
# so only those are asked that may say it. All are asked of the right ones. But
# fixed/ over fixed/ is one and the same server, whichever module is laid over:
# of one module all is asked, of the others what is looked at in another way,
# which is nothing for listeners: they work where requests do.
stages=
case $module/$name in
requests/fixed) ;;
listeners/fixed) stages=compile ;;
*/fixed) stages='compile age' ;;
streams/leaky) stages='compile growth' ;; # all is freed at the exit
*/leaky) stages='compile memcheck left growth' ;;
*/wrong-*)
    stages=compile
    for stage in $expected; do
        case $stage in
        compile) ;;
        left) stages="$stages memcheck left" ;;
        held) stages="$stages growth held" ;;
        *) stages="$stages $stage" ;;
        esac
    done
    ;;
esac

# No verdict is none that is wrong: as the grader says then, try again. How
# often it came to that is printed; a third time, and there is something amiss.
asked=0
status=2
while [ "$status" -eq 2 ] && [ "$asked" -lt 3 ]; do
    asked=$((asked + 1))
    status=0
    GRADER_BUILT=1 GRADER_SERIAL=1 GRADER_STAGES=$stages \
        sh "$top/labs/grader/check.sh" "$module" "$source" \
        >"$result.log" 2>&1 || status=$?
    [ "$status" -ne 2 ] || cp "$result.log" "$result.none-$asked.log"
done
verdict=$(sed -n '$s/.*not solved (\(.*\))$/\1/p; $s/.*: solved$/solved/p' \
    "$result.log")
case $status:$verdict in
0:solved | 1:[a-z]*) ;;
*) wrong "there was no verdict, status $status, asked $asked times" ;;
esac
! grep -q '0x[0-9a-f]* [!=]= 0x' "$result.log" ||
    wrong 'its evidence is two hexadecimal numbers'
case " $expected $(cat "$result.log") " in
" threads "*'note: threads was left out: '*)
    echo '0 passed, 0 failed' >"$result"
    echo "grader/$module/$name: skipped: no ThreadSanitizer here"
    exit 0
    ;;
esac
case " $expected " in
*" $verdict "*) ;;
*) wrong "judged '$verdict', and must be: $expected" ;;
esac
rm -f "$source"
echo '1 passed, 0 failed' >"$result"
[ "$asked" -eq 1 ] || verdict="$verdict, asked $asked times: $(
    tail -n 1 "$result.none-1.log")"
printf 'grader/%s/%s: %s\n' "$module" "$name" "$verdict"
