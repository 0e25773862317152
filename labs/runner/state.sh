# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The learner's progress: one file of plain text, replaced as a whole.
#     mtls-leak-kit progress 1
#     05 2026-01-02T03:04:05Z 3 1 -
# The first line is always this one. Then there is a line for each lab: its
# number, when it was solved, checks, hints, when the solution was seen; `-` is
# never. An export has two lines more: `learner NAME` is the second, `end` the
# last, so that a file that was cut short is known. Sourced by labs/lab.

home=
find_home() {
    [ -z "$home" ] || return 0
    if [ -n "${LAB_HOME:-}" ]; then
        home=$(absolute "$LAB_HOME")
    else
        case ${XDG_STATE_HOME:-} in
        /*) home=$XDG_STATE_HOME/mtls-leak-kit ;;
        *)  # a relative one counts for nothing: so says its specification
            [ -n "${HOME:-}" ] || fail \
                'there is no HOME to keep your progress in: set LAB_HOME=DIR'
            home=$HOME/.local/state/mtls-leak-kit
            ;;
        esac
    fi
    progress=$home/progress
}

now() {
    date -u +%Y-%m-%dT%H:%M:%SZ
}

# Names may be in any encoding.
progress_awk() { # ASSIGNMENT... [FILE...]
    LC_ALL=C awk -f "$runner/progress.awk" "$@"
}

# ---- To read ---------------------------------------------------------------

readable= # what find_progress found: a file, maybe an empty one
find_progress() {
    [ -z "$readable" ] || return 0
    find_home
    if [ -e "$home" ] && { [ ! -d "$home" ] || [ ! -r "$home" ] ||
        [ ! -x "$home" ]; }; then
        fail "cannot read $home: mend it, or set LAB_HOME to another folder"
    fi
    if [ ! -e "$progress" ]; then
        readable=/dev/null
        return 0
    fi
    { [ -f "$progress" ] && [ -r "$progress" ]; } ||
        fail "cannot read $progress: mend it, or remove it"
    wrong=$(progress_awk -v action=verify "$progress") || {
        [ -n "$wrong" ] || fail "cannot read $progress: awk does not run here"
        fail "$progress is damaged ($wrong): mend it, or remove it"
    }
    readable=$progress
}

solved=- checks=0 hints=0 seen=-
read_lab() { # of the lab in use, into these four
    solved=- checks=0 hints=0 seen=-
    find_progress
    while read -r a b c d e; do
        [ "$a" = "$number" ] || continue
        solved=$b checks=$c hints=$d seen=$e
    done <"$readable"
}

# ---- To write --------------------------------------------------------------

# One change at a time, so that a check and a watch lose nothing of each
# other's; in a file of its own until it is complete.
rewrite() { # ASSIGNMENT... FILE...: of progress.awk
    find_home
    mkdir -p -- "$home" 2>/dev/null || {
        say "cannot write your progress: $home is no folder to write in;" \
            "set LAB_HOME to another"
        return 1
    }
    (
        unwritten="cannot write your progress to $home: is the disk full, or"
        unwritten="$unwritten the folder not yours? LAB_HOME=DIR moves it"
        part=$progress.$$
        trap 'rm -f -- "$part"' EXIT
        # Not `:`, a special builtin: with it the shell itself would end.
        { true >>"$home/lock"; } 2>/dev/null || {
            say "$unwritten"
            exit 1
        }
        exec 9>>"$home/lock"
        ! command -v flock >/dev/null || flock 9 2>/dev/null
        readable=
        find_progress
        { progress_awk "$@" "$readable" >"$part" &&
            mv -f -- "$part" "$progress"; } 2>/dev/null || {
            say "$unwritten"
            exit 1
        }
    ) || return 1
    readable=
}

# check, solved (by a check), hint=COUNT, solution: of the lab in use.
record() { # WHAT
    rewrite -v action=record -v lab="$number" -v what="$1" -v now="$(now)"
}
