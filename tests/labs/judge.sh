# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# A front door of the kit, called in surroundings of a test's making: in $work,
# which count_room has made, are its home, the folder elsewhere, in which nothing
# may appear, and the file variables, one NAME=VALUE a line.
# SURROUNDINGS_ONLY: a part of the sentences to do.
# shellcheck disable=SC2154 # who sources this sets them

home=$work/home
mkdir -p "$home" "$work/elsewhere" "$work/works"
: >>"$work/variables"

judge() { # STATUS WORDS SENTENCE COMMAND...
    expected=$1 words=$2 sentence=$3
    shift 3
    case $sentence in
    *"${SURROUNDINGS_ONLY:-}"*) ;;
    *) return 0 ;;
    esac
    command=$1
    while IFS= read -r variable; do
        case $command:$variable in
        make:MAKEF[!I]* | make:MAKEFILES=*) ;; # it reads these before any Makefile
        *) set -- "$variable" "$@" ;;
        esac
    done <"$work/variables"
    found=0
    env HOME="$home" LAB_HOME="$work/state" LAB_WORKS="$work/works" "$@" \
        </dev/null >"$work/said" 2>&1 || found=$?
    if [ "$found" -eq "$expected" ] && grep -q -e "$words" "$work/said" &&
        [ -z "$(find "$work/elsewhere" -mindepth 1)" ]; then
        good
    else
        bad "$sentence (status $found)"
        sed 's/^/    /' "$work/said" | tail -n 40
        rm -rf "$work/elsewhere"
        mkdir "$work/elsewhere"
    fi
}
