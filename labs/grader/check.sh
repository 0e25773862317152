#!/bin/sh
# SPDX-License-Identifier: MIT
# Judges a mended module: check.sh [--json] [--autolab] [--quiet] LAB FILE
# LAB is a number, 05, or the module's name; FILE is laid over fixed/. Stops
# at the first stage that fails, and shows what the tool said. Exit status: 0
# solved, 1 not, 2 could not judge. What each stage asks stands in README.md.
#
# GRADER_BUILT=1: all is built, do not look. GRADER_SERIAL=1: a stage is run
# only when those before it have passed, for who judges many files at a time.
# GRADER_STAGES: those to ask, in this order, for who knows what must say no.
# GRADER_PATIENCE, GRADER_LIMIT: seconds for an answer, and for a test program.

set -u
unset here # not the environment's: that goes
here=$(dirname "$0")
# shellcheck source=labs/environment.sh
. "$here/../environment.sh"
top=$(cd "$here/../.." && pwd -P)
build=$top/build
certs=$top/certs
stages=${GRADER_STAGES:-compile feature memcheck left growth held twin threads age}
# shellcheck source=labs/grader/programs.sh
. "$here/programs.sh"
# shellcheck source=labs/files.sh
. "$here/../files.sh"
# shellcheck source=labs/grader/stages.sh
. "$here/stages.sh"
# shellcheck source=labs/grader/threads.sh
. "$here/threads.sh"
# shellcheck source=labs/grader/again.sh
. "$here/again.sh"
# shellcheck source=labs/grader/feature.sh
. "$here/feature.sh"
# shellcheck source=labs/grader/words.sh
. "$here/words.sh"

cannot() { # TEXT...: says why there is no verdict
    echo "check: $*" >&2
    exit 2
}

usage='usage: check.sh [--json] [--autolab] [--quiet] LAB FILE'
json='' autolab='' quiet=''
while [ $# -gt 0 ]; do
    case $1 in
    --json) json=1 ;;
    --autolab) autolab=1 ;;
    --quiet) quiet=1 ;;
    --) shift && break ;;
    -?*) cannot "there is no option $1; $usage" ;;
    *) break ;;
    esac
    shift
done
[ $# -eq 2 ] || cannot "$usage"

# ---- What to judge ---------------------------------------------------------

# What the environment says of how to judge; of no stage there is no verdict.
settings_ready() {
    known=
    for stage in $stages; do
        known=$(asks "$stage")
        [ -n "$known" ] || cannot "GRADER_STAGES: there is no stage $stage"
    done
    [ -n "$known" ] || cannot 'GRADER_STAGES names no stage'
    settings_order memcheck left
    settings_order growth held
    settings_number GRADER_PATIENCE "${GRADER_PATIENCE:-1}"
    settings_number GRADER_LIMIT "${GRADER_LIMIT:-1}"
}

settings_order() { # STAGE STAGE: the second reads what the first one says
    case " $stages " in
    *" $1 "*"$2 "*) ;;
    *" $2 "*) cannot "GRADER_STAGES: there is no $2 without $1 before it" ;;
    esac
}

settings_number() { # NAME VALUE
    case $2 in
    0* | *[!0-9]* | ???????*) cannot "$1='$2' is no number of seconds" ;;
    esac
}

find_lab() { # NUMBER|MODULE: sets lab and module
    known=
    for folder in "$top"/labs/[0-9][0-9]-*; do
        [ -r "$folder/module" ] || continue
        read -r module <"$folder/module"
        lab=$(basename "$folder")
        lab=${lab%%-*}
        known="$known $lab"
        case $1 in
        "$lab" | "$module" | "$(basename "$folder")") return ;;
        esac
    done
    cannot "no lab that mends a module is called '$1'; there are:$known"
}

find_lab "$1"
settings_ready
file=$2
fault=$(file_fault "$file")
[ -z "$fault" ] || cannot "$file $fault; \`labs/lab start $lab\` makes one to mend"
machine_ready || exit 2
for tool in cc make valgrind; do
    command -v "$tool" >/dev/null ||
        cannot "there is no $tool: \`make deps\` installs it"
done

# ---- Where to work ---------------------------------------------------------

if ! mkdir -p "$build/grader" 2>/dev/null ||
    ! work=$(mktemp -d "$build/grader/run.XXXXXX" 2>/dev/null); then
    cannot "cannot write to $build/grader: is the disk full, or the folder \
not yours?"
fi
evidence=$work/evidence
: >"$evidence"

clean_up() {
    stages_stop
    rm -rf "$work" "${home:-$work}"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 129' HUP
trap 'exit 141' PIPE # whoever reads it has seen enough
trap 'exit 143' TERM

say() { # TEXT: what goes on, where somebody waits for it
    [ ! -t 2 ] || [ -n "$quiet" ] || printf '\r\033[K%s' "$1" >&2
}

if [ -z "${GRADER_BUILT:-}" ]; then
    say 'building the tests'
    {
        ! command -v flock >/dev/null || flock 8 # another one may build
        make -s -C "$top" build-fixed instruments certs &&
            make -s -f "$here/grader.mk" BUILD="$build"
    } 8>>"$build/grader/.turn" >"$work/build.log" 2>&1 || {
        say ''
        cat "$work/build.log" >&2
        cannot 'the kit itself does not build: see above'
    }
fi

fault=$(program_fault "$reference")
[ -z "$fault" ] || cannot "$reference $fault"

# ---- The verdict -----------------------------------------------------------

results=
failed=
notes= # for who has solved it; no faults
judge_all() {
    for stage in $stages; do
        say "looking at: $stage"
        open='' left_out=
        if "stage_$stage"; then
            word=passed
            [ -z "$left_out" ] || word=out
            [ -z "$open" ] || word=open
            results="$results $stage=$word"
            [ -z "$left_out" ] ||
                notes="${notes}note: $stage was left out: $left_out
"
        else
            failed=$stage
            results="$results $stage=failed"
            break
        fi
    done
    say ''
}

tell() {
    if [ -n "$json" ]; then
        # shellcheck disable=SC2086 # results are words
        "$build/grader/grader" result "$lab" "$module" "$evidence" $results ||
            cannot 'the verdict could not be written'
    elif [ -z "$autolab" ] || [ -z "$quiet" ]; then
        tell_verdict
    fi
    [ -z "$autolab" ] || tell_scores
}

judge_all
[ -n "$failed" ] || [ -z "$undecided" ] || cannot "$undecided"
[ -n "$failed" ] || printf %s "$notes" >>"$evidence"
tell >"$work/told" || exit 2
cat "$work/told" 2>"$work/untold" || cannot "the verdict," \
    "${failed:+not }solved, could not be shown:" \
    "$(sed 's/.*: //' "$work/untold")"
[ -z "$failed" ]
