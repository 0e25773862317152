# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# What all commands of the runner share: what they say, ask and show, and a
# temporary folder that is removed at the end. Sourced by labs/lab.

# ---- To say ----------------------------------------------------------------

say() { # TEXT...: its failure changes nothing
    printf 'lab: %s\n' "$*" >&2 || :
}

fail() { # TEXT...: it could not be done
    say "$@"
    exit 2
}

misused() { # HOW
    fail "say it so: labs/lab $1"
}

# A path as the learner would type it: from the kit's top folder, if in it.
shown() { # PATH
    printf '%s\n' "${1#"$top"/}"
}

# Of a caller in any folder; not readlink, for what is not there yet.
absolute() { # PATH
    case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "${caller%/}/$1" ;;
    esac
}

# In quotes; what JSON does not allow in a string becomes "?".
json_string() { # TEXT
    printf '%s\n' "$1" | LC_ALL=C tr '\001-\010\013-\037' '?' | awk '{
        gsub(/["\\]/, "\\\\&")
        gsub(/\t/, "\\t")
        printf "%s%s", (NR > 1 ? "\\n" : "\""), $0
    }
    END { print "\"" }'
}

# ---- To ask ----------------------------------------------------------------

yes= # not empty: --yes was said
confirm() { # QUESTION WITHOUT: where nobody can be asked, it says WITHOUT
    [ -z "$yes" ] || return 0
    if [ ! -t 0 ]; then
        say "$2; there is no terminal to ask at: say --yes"
        exit 1
    fi
    printf 'lab: %s [y/N] ' "$1" >&2
    answer=
    read -r answer || echo >&2
    case $answer in
    [yY] | [yY][eE][sS]) ;;
    *)
        say 'left as it is'
        exit 1
        ;;
    esac
}

# ---- Clean-up --------------------------------------------------------------

temporary=
ticker=
clean_up() {
    ended=$?
    trap '' PIPE
    child_end
    tock
    output_end
    [ -z "$temporary" ] || rm -rf -- "$temporary"
    exit "$ended"
}

make_temporary() {
    begin_temporary ||
        fail "cannot make a folder in ${TMPDIR:-/tmp}: is it there, with room?"
}

begin_temporary() { # status 1 if it cannot be made
    [ -z "$temporary" ] || return 0
    # Seen from where the caller is, and said so that it holds anywhere.
    temporary=$(absolute "${TMPDIR:-/tmp}")
    temporary=$(mktemp -d "$temporary/lab.XXXXXX" 2>/dev/null) || {
        temporary=
        return 1
    }
    # What a compiler or valgrind leaves when it is ended goes with it.
    TMPDIR=$temporary
    export TMPDIR
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 129' HUP
    trap 'exit 141' PIPE # whoever reads it has seen enough
    trap 'exit 143' TERM
}

# ---- What it runs ----------------------------------------------------------

# The shell minds a signal only between two commands, so it waits for what
# takes long, and ends it: with all that it has started, which is a session of
# its own. One that is in the background would ignore Ctrl-C, hence env.
# Not every env can do that (busybox's cannot): then it ignores Ctrl-C.
child=
child_seen=
! proc_is_ours || child_seen=yes
child_way='env --default-signal=INT,QUIT setsid'
$child_way true 2>/dev/null || child_way=setsid
child_run() { # COMMAND...: its status
    $child_way "$@" 7>&- &
    child_await
}

# Its words to a file. Not by who calls child_run: while a function is
# redirected, bash keeps a copy of stdout, of which output_end sees no end.
child_quietly() { # FILE COMMAND...: its status
    child_words=$1
    shift
    $child_way "$@" 7>&- >"$child_words" 2>&1 &
    child_await
}

child_await() {
    child=$!
    child_status=0
    wait "$child" || child_status=$?
    child_signal KILL # what a dead script left
    child=
    return "$child_status"
}

# To its whole session: what has a group of its own, as with timeout(1), would
# not hear of what is sent to the group.
child_signal() { # SIGNAL
    [ -n "$child_seen" ] || return 0 # else to whose processes?
    cat /proc/[0-9]*/stat 2>/dev/null |
        awk -v session="$child" '{
            process = $1
            sub(/.*\) /, "")
            if ($4 == session)
                print process
        }' | while read -r each; do
        kill -s "$1" "$each" 2>/dev/null || :
    done
}

child_end() {
    [ -n "$child" ] || return 0
    kill "$child" 2>/dev/null || : # before it has a session
    child_signal TERM
    wait "$child" 2>/dev/null || :
    child_signal KILL # who does not end when told
    child=
}

# ---- Progress --------------------------------------------------------------

# Between tick and tock, on a terminal: what goes on, from two seconds on.
tick() { # TEXT
    [ -t 2 ] || return 0
    (
        trap '' INT # tock ends it
        # Of a line that is wrapped, \r does not go back to the beginning.
        columns=$(stty size <&2 2>/dev/null) || columns=
        columns=${columns##* }
        [ "${columns:-0}" -gt 20 ] || columns=80 # unknown, or nobody's
        seconds=2
        sleep 2
        while :; do
            printf "\rlab: %.$((columns - 20))s ... %s s " "$1" "$seconds"
            sleep 1
            seconds=$((seconds + 1))
        done
    ) >&2 8>&- 9>&- & # holds no lock
    ticker=$!
}

tock() {
    [ -n "$ticker" ] || return 0
    kill "$ticker" 2>/dev/null || :
    wait "$ticker" 2>/dev/null || :
    ticker=
    printf '\r\033[K\r' >&2 # however wide the terminal is
}
