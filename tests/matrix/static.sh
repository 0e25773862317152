# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with cell.sh
# SPDX-License-Identifier: MIT
# Tools that read the source and run nothing, for cell.sh: the module that
# leaks; for fixed all of those that leak elsewhere. Each leaves its outcome in
# $outcome.

static_files() {
    case $subject in
    fixed) for module in $modules; do echo "../fixed/$module.c"; done ;;
    *) echo "../leaky/$subject.c" ;;
    esac
}

# Runs it on each file, and keeps its words.
static_read() { # PROGRAM ARGUMENT...
    command -v "$1" >/dev/null || {
        outcome="missing $1"
        return 0
    }
    : >"$work/log"
    for file in $(static_files); do
        "$@" -I../fixed "$file" >>"$work/log" 2>&1 ||
            fail "$1 cannot read $file"
    done
}

static_judge() { # REGEX: a line of the log that says leak
    [ -z "$outcome" ] || return 0
    outcome=$(awk -v functions="$functions" -v leak="$1" \
        -f "$here/static.awk" "$work/log")
}

compiled() { # what the server's Makefile tells the compiler
    pkg-config --cflags libmicrohttpd gnutls jansson
}

tool_analyzer() {
    # shellcheck disable=SC2046 # words
    static_read gcc -fanalyzer -O1 -std=c11 $(compiled) -c -o "$work/object"
    static_judge 'warning: .*-Wanalyzer-[a-z-]*leak'
}

tool_clang() {
    # shellcheck disable=SC2046 # words
    static_read clang --analyze -Xclang -analyzer-output=text -std=c11 \
        $(compiled)
    static_judge 'warning: .*[Ll]eak'
}

# It knows no function, only a line: the function of that is looked up.
tool_cppcheck() {
    static_read cppcheck --quiet --std=c11 --inconclusive \
        --enable=warning '--template={file} {line} {id}' \
        '--template-location={file} {line}'
    [ -z "$outcome" ] || return 0
    grep ' [A-Za-z]*[Ll]eak[A-Za-z]*$' "$work/log" >"$work/found" || :
    while read -r file line id; do
        echo "warning: $id leak"
        echo " '$(awk -v line="$line" -f "$here/function.awk" "$file")'"
    done <"$work/found" >"$work/log"
    static_judge 'warning: .*leak'
}
