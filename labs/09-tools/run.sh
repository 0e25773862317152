#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 09: a part of the matrix.
#     run.sh               two rows, on every server
#     run.sh TOOL SERVER   one cell: what the tool found there
# TOOL is a name of tests/matrix/tools.txt, SERVER a leak, or fixed.

# shellcheck disable=SC1091,SC2034,SC2154 # shared with lib.sh
set -eu
. labs/lib.sh

servers="$(sh tests/modules.sh) fixed"
tools=$(sed -n 's/^\([a-z_]*\) .*/\1/p' tests/matrix/tools.txt | tr '\n' ' ')
BUILD=$LAB_BUILD
CERTS=$LAB_CERTS
export BUILD CERTS

one_of() { # WORD WORDS
    case " $2 " in
    *" $1 "*) ;;
    *) lab_fail "'$1' is none of: $2" ;;
    esac
}

# What a tool needs besides the servers.
prepare() { # TOOL SERVER
    case $1 in
    asan) set -- "matrix-asan/$2" ;;
    cmocka) set -- matrix-unit ;;
    mallinfo) set -- matrix-programs ;;
    *) return 0 ;;
    esac
    # The runner has built the variants.
    make -s -C tests -f matrix/matrix.mk BUILD="$LAB_BUILD" \
        CERTS="$LAB_CERTS" "$@" >&2
}

case $# in
0)
    export MATRIX_LENGTH=4
    echo '# MATRIX_LENGTH=4 make matrix TOOLS="descriptors meter"'
    cd tests
    # Which cell is being run: for people only.
    exec 3>/dev/null
    [ ! -t 2 ] || exec 3>&2
    sh matrix/run.sh all "$LAB_TMP/cells" descriptors meter \
        >"$LAB_TMP/table" 2>&3 || lab_fail 'a cell could not be run'
    sed -n '/^|/p' "$LAB_TMP/table"
    ;;
2)
    one_of "$1" "${tools% }"
    one_of "$2" "$servers"
    prepare "$1" "$2"
    case $1 in
    memcheck* | search | dhat) MATRIX_LENGTH=${MATRIX_LENGTH:-4} ;; # slow
    *) MATRIX_LENGTH=${MATRIX_LENGTH:-8} ;; # that of matrix.md
    esac
    export MATRIX_LENGTH
    echo "# $1 on $2, MATRIX_LENGTH=$MATRIX_LENGTH"
    cd tests
    sh matrix/cell.sh "$1" "$2" "$LAB_BUILD/labs/09" 2>"$LAB_TMP/cell" || {
        cat "$LAB_TMP/cell" >&2
        lab_fail 'the cell could not be run'
    }
    sed 's/^matrix: //' "$LAB_TMP/cell"
    ;;
*)
    lab_fail 'it takes nothing, or TOOL SERVER: labs/lab run 09 asan streams'
    ;;
esac
