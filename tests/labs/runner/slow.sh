# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# What takes long, for runner.sh: begun first, and looked at last.

slow=$tmp/slow
mkdir -p "$slow/labs/00-slow"
# Bounded: it may outlive a test that was killed.
# shellcheck disable=SC2016 # of the script's own
echo 'tries=0
until [ -e "$LAB_WORK/go" ] || [ "$tries" -eq 600 ]; do
    tries=$((tries + 1))
    sleep 0.1 # between two looks
done' >"$slow/labs/00-slow/check.sh"

begin_slow() { # NAME [COMMAND...]: that runs it
    each=$1
    shift
    mkdir -p "$slow/$each/00"
    env TMPDIR="$slow" LAB_HOME="$slow/home" LAB_LABS="$slow/labs" \
        LAB_WORKS="$slow/$each" "$@" >"$slow/$each/out" 2>&1 </dev/null &
}
begin_slow seen script -qec "$program check 00 --quiet" /dev/null
seen=$!
begin_slow narrow script -qec \
    "stty cols 25; $program check 00 --quiet" /dev/null
narrow=$!
begin_slow unseen "$program" check 00 --quiet
unseen=$!

# After the third second was said, or half a minute.
says_it_waits() {
    did='check 00 --quiet'
    : >"$tmp/err"
    tries=0
    until { grep -q '3 s' "$slow/seen/out" &&
        grep -q '3 s' "$slow/narrow/out"; } || [ "$tries" -eq 300 ]; do
        tries=$((tries + 1))
        sleep 0.1 # between two looks at the condition
    done
    : >"$slow/seen/00/go"
    : >"$slow/unseen/00/go"
    : >"$slow/narrow/00/go"
    while kill -0 "$seen" 2>/dev/null || kill -0 "$unseen" 2>/dev/null ||
        kill -0 "$narrow" 2>/dev/null; do
        sleep 0.1 # not our children in here
    done
    cp "$slow/seen/out" "$tmp/out"
    prints 'lab: checks 00-slow ... 2 s'
    prints 'lab: checks 00-slow ... 3 s'
    tr '\r' '\n' <"$tmp/out" | sed '$d' | tail -n 1 |
        grep -q '^00 slow: solved$' || wrong 'does not clear its line'
    cp "$slow/narrow/out" "$tmp/out"
    tr '\r' '\n' <"$tmp/out" | grep '^lab' | awk 'length > 24' |
        cmp -s - /dev/null || wrong 'wraps its line'
    prints ' 3 s'
    cp "$slow/unseen/out" "$tmp/out"
    prints_only '00 slow: solved'
}
