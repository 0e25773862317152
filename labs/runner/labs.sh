# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# Which labs there are: the folders labs/NN-name. A module lab has a file
# `module` with the module's name in it. Sourced by labs/lab.

number=  # 05
name=    # requests
folder=  # its absolute path
module=  # requests, or nothing
work=    # the learner's folder
titled=  # 05-requests

all_labs() { # one folder a line, in order
    found=
    for each in "$labs"/[0-9][0-9]-*/; do
        [ -d "$each" ] || continue
        found=yes
        printf '%s\n' "${each%/}"
    done
    [ -n "$found" ] || fail "there are no labs in $labs"
}

use_lab() { # FOLDER
    folder=$1
    titled=${1##*/}
    number=${titled%%-*}
    name=${titled#*-}
    work=$works/$number
    module=
    [ ! -f "$folder/module" ] || read -r module <"$folder/module" || :
    case $module in
    *[!a-z_]*) fail "$(shown "$folder/module") names no module" ;;
    esac
}

# 5, 05, 05-requests, labs/05-requests/ or requests, the module's name.
find_lab() { # WORD
    word=${1%/}
    word=${word##*/}
    case $word in
    [0-9]) word=0$word ;;
    esac
    there=$(all_labs) || exit 2
    while IFS= read -r each; do
        use_lab "$each"
        case $word in
        "$number" | "$titled" | "$name") return 0 ;;
        esac
    done <<LIST
$there
LIST
    fail "there is no lab '$1'; labs/lab list shows them"
}

# The words after the title's number and name in its README.
lab_title() {
    sed -n '1{s/^# *[0-9]* *//
s/^'"$name"' *: *//
p;}' "$folder/README.md" 2>/dev/null || :
}

# The learner's file in a module lab.
work_file() {
    printf '%s\n' "$work/$module.c"
}

# Whether there is one; one that cannot be read ends the command, so that the
# original is not looked at in its place.
work_begun() {
    file=$(work_file)
    [ -e "$file" ] || [ -L "$file" ] || return 1
    fault=$(file_fault "$file")
    [ -z "$fault" ] ||
        fail "$file $fault; labs/lab reset $number puts the original there"
}

# A command that takes a lab and nothing else but --yes.
only_lab() { # COMMAND WORD...
    verb=$1
    shift
    wanted=
    for each; do
        case $each in
        --yes) yes=yes ;;
        -*) fail "$verb has no option $each; labs/lab help lists them" ;;
        *)
            [ -z "$wanted" ] || misused "$verb LAB"
            wanted=$each
            ;;
        esac
    done
    [ -n "$wanted" ] || misused "$verb LAB"
}
