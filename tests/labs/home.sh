#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 11's check judges right: home.sh RESULT
# What is not begun fails, labs/11-home/solution.patch passes, and ways to do
# it wrong fail, for the reason they should. Leaves how many of its tests
# passed and failed in RESULT, for summary.sh. BUILD says where the builds are.

set -eu
result=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
LAB_BUILD=${BUILD:-$top/build} LAB_CERTS=$top/certs LAB_WORK=$work
LAB_TMP=$work/tmp LAB_SERVER=$LAB_BUILD/fixed/mtls-server
export LAB_BUILD LAB_CERTS LAB_WORK LAB_TMP LAB_SERVER

passed=0
failed=0
judge() { # STATUS WORDS SENTENCE: what the check must say
    rm -rf "$LAB_TMP"
    mkdir "$LAB_TMP"
    found=0
    sh labs/11-home/check.sh >"$work/said" 2>&1 || found=$?
    if [ "$found" -eq "$1" ] && grep -q -- "$2" "$work/said"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "home: failed: $3 (status $found)"
        cat "$work/said"
    fi
}

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

judge 1 'cp -r fixed' 'without a copy it fails'
copy_fixed
judge 1 'rename it' 'an untouched copy fails'
solve
judge 0 'memcheck has nothing to say' 'the solution passes'
spoil app/handlers.c '/if (scope_defer(.*checksum_free/,/MHD_NO/d'
judge 1 'kind whole keep [1-9]' 'one that frees nothing fails'
spoil app/checksum.c '/gnutls_hash_deinit/d'
judge 1 'kind whole keep [1-9]' 'one that keeps the hash handle fails'
spoil app/checksum.c '/^static.*give_up/,/^}/s/checksum_free(checksum);/;/'
judge 1 'kind missing keep [1-9]' 'one that leaks with a 404 fails'
spoil app/checksum.c '/(void)close(checksum->file)/s/(void).*;/;/'
judge 1 'keep [1-9][0-9]* descriptors' 'one that closes no file fails'
spoil requests.c 's/^    scope_close(&request->scope);/\
    if (request->summary.end[0] == 99) &/'
judge 1 'kind gone keep [1-9]' 'one that frees only after an answer fails'
spoil app/checksum.c '/gnutls_hash_output/s/$/ checksum->chunk[0]++;/
    s/^    free(checksum);/&\
    checksum->file = -1;/'
judge 1 'memcheck:' 'one that writes to what it freed fails'
spoil app/checksum.c 's/O_NOFOLLOW | //'
judge 1 'link.bin: 200, not 404' 'one that follows links fails'

mkdir -p "$(dirname "$result")"
echo "$passed passed, $failed failed" >"$result"
[ "$failed" -gt 0 ] || echo "labs/home: $passed passed"
