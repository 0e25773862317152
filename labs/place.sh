#!/bin/sh
# SPDX-License-Identifier: MIT
# What was built names the place of its kit: a .d file, by which make knows of a
# changed header, and some tests. place.sh TOP, for place.mk: where the kit was
# moved or copied since, it removes the objects, so that all is built anew. Not
# those of build/on, where whole releases lie (make test-on). build may be a link.

set -eu
top=$1
build=$top/build
place=$build/.place
{ mkdir -p "$build" && true >>"$place"; } 2>/dev/null || exit 0 # make says why
exec 9>>"$place"
flock 9 2>/dev/null || : # another make may be at it
[ "$(cat "$place")" != "$top" ] || exit 0
find "$build/" -path "$build/on" -prune -o -type f -name '*.[do]' \
    -exec rm -f {} +
printf '%s\n' "$top" >|"$place" # with noclobber, too
