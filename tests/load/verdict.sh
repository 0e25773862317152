#!/bin/sh
# SPDX-License-Identifier: MIT
# One verdict on a busy machine, for verdicts.sh:
#     verdict.sh TOP FOLDER NUMBER MODULE/NAME
# Leaves a line in FOLDER/NUMBER.verdict: where to see what was said, the
# name, right, wrong or none, and the seconds it took.

set -u
top=$1
folder=$2
number=$3
name=$4
module=${name%%/*}
# shellcheck source=tests/load/load.sh
. "$(dirname "$0")/load.sh"

source=$folder/$number.c
case $name in
*/fixed) cp "$top/fixed/$module.c" "$source" ;;
*) sh "$top/tests/grader/apply.sh" "$top/tests/grader/$name.patch" "$source" ;;
esac
begun=$(seconds)
status=0
GRADER_BUILT=1 sh "$top/labs/grader/check.sh" "$module" "$source" \
    >"$folder/$number.said" 2>&1 || status=$?
case $name:$status in
*/fixed:0 | */right-*:0) word=solved ;;
*/wrong-*:1) word=not-solved ;;
*:2) word=no-verdict ;;
*:0) word=WRONG-solved ;;
*) word=WRONG-not-solved ;;
esac
echo "$folder/$number.said $name $word $(($(seconds) - begun))" \
    >"$folder/$number.verdict"
