#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 11's check judges right: home.sh RESULT
# What is not begun fails, labs/11-home/solution.patch passes, and ways to do
# it wrong fail, for the reason they should. Leaves how many of its tests
# passed and failed in RESULT, for summary.sh. BUILD says where the builds are.

set -eu
counted=labs/home
lab=11-home
# shellcheck source=tests/labs/checked.sh
. "$(dirname "$0")/checked.sh"

copy=$work/my-service
copy_fixed() { # without what was built in it
    cp -r fixed "$copy"
    rm -rf "$copy/build"
}
solve() {
    rm -rf "$copy"
    copy_fixed
    patch -s -p1 -d "$copy" <labs/11-home/solution.patch
}

spoil() { # FILE SED_PROGRAM: the solution, but for this
    solve
    cp "$copy/$1" "$work/before"
    sed "$2" "$work/before" >"$copy/$1"
    ! cmp -s "$work/before" "$copy/$1" || {
        echo "home: $1 has no line for: $2" >&2
        exit 1
    }
}

judges 1 'cp -r fixed' 'without a copy it fails'
copy_fixed
judges 1 'rename it' 'an untouched copy fails'
solve
judges 0 'memcheck has nothing to say' 'the solution passes'
spoil app/handlers.c '/if (scope_defer(.*checksum_free/,/MHD_NO/d'
judges 1 'kind whole keep [1-9]' 'one that frees nothing fails'
spoil app/checksum.c '/gnutls_hash_deinit/d'
judges 1 'kind whole keep [1-9]' 'one that keeps the hash handle fails'
spoil app/checksum.c '/^static.*give_up/,/^}/s/checksum_free(checksum);/;/'
judges 1 'kind missing keep [1-9]' 'one that leaks with a 404 fails'
spoil app/checksum.c '/(void)close(checksum->file)/s/(void).*;/;/'
judges 1 'keep [1-9][0-9]* descriptors' 'one that closes no file fails'
spoil requests.c 's/^    scope_close(&request->scope);/\
    if (request->summary.end[0] == 99) &/'
judges 1 'kind gone keep [1-9]' 'one that frees only after an answer fails'
spoil app/checksum.c '/gnutls_hash_output/s/$/ checksum->chunk[0]++;/
    s/^    free(checksum);/&\
    checksum->file = -1;/'
# It may die of it before memcheck is asked.
judges 1 'memcheck:\|the server has ended by itself' \
    'one that writes to what it freed fails'
spoil app/checksum.c '/gnutls_hash_output/s/^/    static unsigned n; \
    if (++n == 30) __builtin_trap();/'
judges 1 'the server has ended by itself, with status 132' \
    'one that dies fails, and the words are of that'
spoil app/checksum.c '/gnutls_hash_output/s/^/    __builtin_trap();/'
judges 1 'the server has ended by itself, with status 132' \
    'one that dies of its first request fails, with the same words'
# Four of the requests that warm it end early by kind half, four by kind gone.
spoil requests.c 's/^    scope_close(&request->scope);/    static unsigned n;\
    if (request->summary.end[0] != 99 \&\& ++n == 8) __builtin_trap();\
&/'
judges 1 'the server has ended by itself, with status 132' \
    'one that dies after its clients have left fails, with the same words'
spoil app/checksum.c "s/ || name\[0\] == '.'//"
judges 1 '.hidden: 200, not 404' 'one that shows hidden files fails'
spoil app/checksum.c 's|^#include <string.h>|&\
/* Not those of ../: there is nothing for us. */|'
judges 0 'memcheck has nothing to say' 'a comment may say where not to look'
spoil app/checksum.c 's|^#include <string.h>|&\
# include "../fixed/scope.h"|'
judges 1 'it looks upwards: ./app/checksum.c' 'one that needs the kit fails'
spoil app/checksum.c 's/O_NOFOLLOW | //'
judges 1 'link.bin: 200, not 404' 'one that follows links fails'

count_end "$1"
