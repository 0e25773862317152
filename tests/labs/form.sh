# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# The form of a text of the labs, and which files a lab has. Sourced by
# texts.sh, which has top, here, temp, bad(), good() and shown().
# shellcheck disable=SC2154 # those

# ---- Form ------------------------------------------------------------------

exists() { # PATH, maybe of a directory, maybe with a wildcard
    # shellcheck disable=SC2086 # wildcards
    set -- $1
    [ -e "$1" ]
}

# A command within a line is not run. That there is such a one, of the runner
# or of make, is looked at; capitals are placeholders.
known_command() { # WORDS
    words=$(echo "$1" | sed 's/"[^"]*"//g; s/[;&|].*//')
    set -f
    # shellcheck disable=SC2086 # words
    set -- $words
    set +f
    case $1:${2-} in
    make:*) known_targets "$@" ;;
    *:*[A-Z]* | *:-*) ;;
    *)
        "$top/labs/lab" help | grep -q "^  \(.*, \)*$2\( \|,\|\$\)" ||
            return 1
        case ${3-} in
        [0-9][0-9]) exists "$top/labs/$3-*" ;;
        esac
        ;;
    esac
}

known_targets() { # make WORD...
    shift
    for word; do
        case $word in
        -C | -f) return ;; # another Makefile's
        -* | *[A-Z=]*) ;;
        *)
            grep -Eq "^(\.PHONY:|## make)( .*)? $word( |\$)" \
                "$top/Makefile" || return 1
            ;;
        esac
    done
}

check_form() { # FILE
    kind=other
    case ${1##*/} in
    hints.md) kind=hints ;;
    solution.md) kind=solution ;;
    README.md)
        case $1 in
        */[0-9][0-9]-*/README.md) kind=readme ;;
        esac
        ;;
    esac
    name=$(basename "$(dirname "$1")")
    text=$(shown "$1")
    awk -v kind="$kind" -v name="$name" -v quoted="$quoted" \
        -f "$here/form.awk" "$1" >"$temp/form"
    complaints=$failed
    while read -r what line words; do
        case $what in
        wrong) bad "$text" "$line" "$words" ;;
        link)
            exists "$(dirname "$1")/$words" ||
                bad "$text" "$line" "the link $words leads nowhere"
            ;;
        command)
            known_command "$words" ||
                bad "$text" "$line" "there is no command \`$words\`"
            ;;
        path)
            exists "$top/$words" || bad "$text" "$line" "there is no $words"
            ;;
        esac
    done <"$temp/form"
    [ "$failed" -ne "$complaints" ] || good
}

check_folder() { # FOLDER: which files a lab has
    need='README.md hints.md solution.md run.sh'
    if [ ! -e "$1/module" ]; then
        need="$need check.sh start"
    elif [ ! -f "$top/leaky/$(cat "$1/module").c" ]; then
        bad "$(shown "$1/module")" 1 "no leak is called $(cat "$1/module")"
    fi
    complaints=$failed
    for file in $need; do
        [ -e "$1/$file" ] || bad "$(shown "$1")/$file" 1 'is missing'
    done
    [ "$failed" -ne "$complaints" ] || good
}
