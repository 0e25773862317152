#!/bin/sh
# SPDX-License-Identifier: MIT
# Whether there is a clang with libFuzzer: works.sh COMPILER FOLDER. Else says
# so, and fails.
set -eu
mkdir -p "$2"
echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n);
int LLVMFuzzerTestOneInput(const char *d, unsigned long n)
{ return d == 0 && n > 0; }' |
    "$1" -fsanitize=fuzzer,address -x c -o "$2/fuzz-works" - 2>/dev/null || {
    echo "fuzz: skipped: there is no clang with libFuzzer;" \
        "make deps-dev installs it"
    exit 1
}
rm -f "$2/fuzz-works"
