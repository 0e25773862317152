#!/bin/sh
# SPDX-License-Identifier: MIT
# The heap meter with the allocators that people use, for those that are
# installed: preloaded and linked, in C and as a C++17 program has it.
# Usage: HEAPMETER=path/to/heapmeter heapmeter_allocators.sh FOLDER
set -eu

programs=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# refused NAME LIBRARY PROGRAM [ARGUMENT]: with LIBRARY preloaded, if it is
# not "", it ends as it does without the meter, and that says why not.
refused() {
    name=$1 preload=$2 status=0 native=0
    shift 2
    LD_PRELOAD=$preload "$@" >/dev/null 2>&1 || native=$?
    LD_PRELOAD=$preload "$HEAPMETER" run "$@" >"$work/out" 2>&1 || status=$?
    if [ "$status" -ne "$native" ]; then
        echo "[  FAILED  ] $name: exit $status, $native without the meter:"
    elif ! grep -q 'is not metered: malloc is that of' "$work/out"; then
        echo "[  FAILED  ] $name: counted, or no word why not:"
    else
        echo "[       OK ] $name"
        return
    fi
    cat "$work/out"
    failed=1
}

for library in libjemalloc.so.2 libtcmalloc.so.4 libtcmalloc_minimal.so.4 \
    libmimalloc.so.2 libmimalloc.so.3 libtbbmalloc_proxy.so.2; do
    if ! "${CC:-cc}" -o "$work/linked" "$programs/heapmeter_new.o" \
        -Wl,--no-as-needed -l:"$library" "$programs/heapmeter_cxx.so" \
        -Wl,-rpath,"$programs" 2>"$work/log"; then
        echo "[  SKIPPED ] $library: not installed"
        continue
    fi
    refused "$library, linked" "" "$work/linked"
    refused "$library, preloaded, C++" "$library" "$programs/heapmeter_new"
    refused "$library, preloaded, C" "$library" "$programs/heapmeter_subject" \
        leak
done
# Built by gcc, which has its AddressSanitizer in a library.
if "${CC:-cc}" -fsanitize=address -o "$work/asan" \
    "$programs/heapmeter_subject.o" 2>"$work/log"; then
    export ASAN_OPTIONS=detect_leaks=0 # what the subject leaks, it shall
    refused AddressSanitizer "" "$work/asan" leak
else
    echo "[  SKIPPED ] AddressSanitizer: not installed"
fi
exit "$failed"
