#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 11: builds the learner's copy in place, asks its new route, and measures
# what a request leaves behind. Exit 0 solved, 1 not yet, 2 could not judge.
#     check.sh [FOLDER]

set -eu
# shellcheck source=labs/lib.sh
. labs/lib.sh
# shellcheck source=labs/11-home/visit.sh
. labs/11-home/visit.sh
lab_needs curl gnutls-cli valgrind

folder=${1:-$LAB_WORK/my-service}
no() { # TEXT...
    echo "$@"
    exit 1
}

memcheck_says() {
    sed -n 's/^==[0-9]*== *//p' "$LAB_TMP/memcheck" |
        grep -A 9 'loss record\|^Invalid\|uninitialised\|points to' |
        head -n 24
}

home_died() { # [TEXT]
    [ ! -e "$LAB_TMP/memcheck" ] || memcheck_says
    server_stop || :
    no "${1+$1: }the server has ended by itself, with status $server_status"
}
probe_ended() {
    home_died
}

# ---- It builds alone -------------------------------------------------------

[ -d "$folder" ] || no "there is no $folder: cp -r fixed $folder"
[ -f "$folder/Makefile" ] || no "there is no Makefile in $folder"
above=$(cd "$folder" && {
    grep -rn '\.\./' --include=Makefile . | grep -v ':# *' || :
    grep -rn '^[[:blank:]]*#[[:blank:]]*include.*\.\./' --include='*.[ch]' .
} | head -n 3) || :
[ -z "$above" ] || no "it looks upwards: $above"
[ ! -t 2 ] || echo "builds $folder" >&2
status=0
make -s --no-print-directory -C "$folder" -j "$(nproc)" BUILD=build \
    >"$LAB_TMP/make" 2>&1 || status=$?
cat "$LAB_TMP/make"
! grep -q 'No space left on device' "$LAB_TMP/make" ||
    lab_fail "the disk of $folder is full"
[ "$status" -eq 0 ] || no 'it does not build: see above'
LAB_SERVER=$folder/build/my-service
lab_program "$LAB_SERVER" || no "it builds, but no build/my-service: rename it"
"$LAB_SERVER" --version | grep -q '^my-service ' ||
    no "my-service --version says $("$LAB_SERVER" --version)"
! "$LAB_SERVER" --help | grep -q mtls-server ||
    no 'my-service --help still speaks of mtls-server'

# ---- It answers ------------------------------------------------------------

home_data
server_options='--threads 1' # or each thread has to be warmed
lab_start server_metered
home_answers || {
    ! server_died || home_died
    exit 1
}

# ---- It gives back what it took --------------------------------------------

grew=0
for kind in $home_kinds; do
    home_visit "$kind" 4 # warm
done
for kind in $home_kinds; do
    server_read --json
    bytes=$(server_held bytes)
    files=$(server_held descriptors)
    home_visit "$kind" 10
    server_read --json
    bytes=$(($(server_held bytes) - bytes))
    files=$(($(server_held descriptors) - files))
    [ "$bytes" -eq 0 ] || {
        echo "10 requests of kind $kind keep $bytes bytes"
        grew=1
    }
    [ "$files" -eq 0 ] || {
        echo "10 requests of kind $kind keep $files descriptors open"
        grew=1
    }
done
[ "$grew" -eq 0 ] || exit 1
server_stop || no "the server ends with status $server_status"

# ---- memcheck has nothing to say -------------------------------------------

lab_start valgrind --command-line-only=yes --leak-check=full \
    --show-leak-kinds=all --errors-for-leak-kinds=all \
    --error-exitcode=9 --num-callers=20 --log-file="$LAB_TMP/memcheck"
for kind in $home_kinds; do
    home_visit "$kind" 1
done
server_stop || {
    memcheck_says
    no "memcheck: the server ends with status $server_status"
}
echo "the answers are right; 10 requests of each kind ($home_kinds)"
echo 'keep no byte and no descriptor; memcheck has nothing to say'
