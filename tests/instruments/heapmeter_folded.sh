#!/bin/sh
# SPDX-License-Identifier: MIT
# What `heapmeter stacks --folded` writes, opened by a reader that is not ours:
# flamegraph.pl, the first of them, which Debian has in libdevel-nytprof-perl.
# It must see each frame of each stack, and as many bytes.
# Usage: HEAPMETER=path/to/heapmeter heapmeter_folded.sh FOLDER, with the
# program heapmeter_stacks. Status 2: the reader is not installed.
set -eu

programs=$1
reader=/usr/share/perl5/Devel/NYTProf/flamegraph.pl
if ! command -v perl >/dev/null || [ ! -r "$reader" ]; then
    echo "no flamegraph.pl: apt-get install libdevel-nytprof-perl" >&2
    exit 2
fi
work=$(mktemp -d)
pid=
# shellcheck disable=SC2317 # by the trap
end() {
    exec 9>&- # the end of its input ends the program
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || :
    rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkfifo "$work/input" "$work/ready"
LD_PRELOAD=${HEAPMETER%/*}/libheapmeter.so HEAPMETER_DIR=$work \
    HEAPMETER_STACKS=1 "$programs/heapmeter_stacks" lines 1 \
    <"$work/input" >"$work/ready" &
pid=$!
exec 9>"$work/input"
head -c 1 "$work/ready" >"$work/said" # a byte, when it holds all
"$HEAPMETER" stacks --dir "$work" --folded "$pid" >"$work/folded"
perl "$reader" --countname bytes --minwidth 0 "$work/folded" >"$work/svg"

# What must be in the picture: a frame for each beginning of a stack.
awk '{
    bytes += $NF
    sub(/ [0-9]+$/, "")
    count = split($0, frame, ";")
    path = ""
    for (i = 1; i <= count; i++) {
        path = path ";" frame[i]
        if (!(path in seen))
            frames++
        seen[path] = 1
    }
} END { print frames + 1, bytes + 0 }' "$work/folded" >"$work/wanted"
# "<title>all (81,234 bytes, 100%)</title>", and one for each frame.
awk '/<title>/ {
    frames++
    if (/<title>all \(/) {
        bytes = $0
        sub(/.*<title>all \(/, "", bytes)
        sub(/ bytes.*/, "", bytes)
        gsub(/,/, "", bytes)
    }
} END { print frames + 0, bytes + 0 }' "$work/svg" >"$work/found"

status=0
cmp -s "$work/wanted" "$work/found" || {
    echo "frames and bytes: $(cat "$work/wanted") in the stacks," \
        "$(cat "$work/found") in the picture"
    status=1
}
grep -q '<title>hold_in_much_stack (11 bytes' "$work/svg" || {
    echo 'hold_in_much_stack does not hold 11 bytes in the picture'
    status=1
}
[ "$status" -ne 0 ] ||
    echo "flamegraph.pl draws the same $(cat "$work/found") frames and bytes"
exit "$status"
