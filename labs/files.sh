# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# What the runner, the grader and the labs' scripts say of a learner's file,
# and with the tests and the demo, of the machine. Sourced by each of them.

# Why it cannot be read as a file, to be said behind its name; nothing, if it
# can.
file_fault() { # FILE
    if [ -d "$1" ]; then
        echo 'is a folder, not a file'
    elif [ -L "$1" ] && [ ! -e "$1" ]; then
        echo 'is a link to nothing'
    elif [ ! -e "$1" ]; then
        echo 'is not there'
    elif [ ! -f "$1" ]; then
        echo 'is no plain file'
    elif [ ! -r "$1" ]; then
        echo 'cannot be read: see its permissions'
    fi
}

# The same of a program that is there.
program_fault() { # FILE
    [ ! -f "$1" ] || [ -x "$1" ] ||
        echo 'cannot be run: is its file system mounted noexec? Move the kit'
}

# Whether /proc shows our processes under the ids that we know them by. Not in
# a subshell, whose id is not $$.
proc_is_ours() {
    { read -r files_own _ </proc/self/stat; } 2>/dev/null &&
        [ "$files_own" = "$$" ]
}

# What tests and instruments need here; what is missing it names, and has status
# 1. Without a loopback no client would come, and each server be praised.
machine_ready() {
    files_room || return 1
    if [ ! -r /proc/self/stat ]; then
        echo 'there is no /proc here: mount -t proc proc /proc' >&2
        return 1
    elif ! proc_is_ours; then
        echo "this /proc is another pid namespace's: mount -t proc proc /proc" \
            >&2
        return 1
    elif [ -r /proc/net/fib_trie ] &&
        ! grep -qF 127.0.0.1 /proc/net/fib_trie; then
        echo 'the loopback interface is down: ip link set lo up' >&2
        return 1
    fi
}

# Room for as many open files as tests and instruments need: raises the soft
# limit. Where even the hard one is too low, says so and has status 1. And none
# for a core file: what crashes here does so by intent, or is a learner's.
# shellcheck disable=SC3045 # dash knows these, as do all shells that we met
files_room() {
    ulimit -S -c 0
    case $(ulimit -S -n) in
    unlimited) return 0 ;;
    esac
    [ "$(ulimit -S -n)" -ge 1024 ] || ulimit -S -n 1024 2>/dev/null || {
        echo "ulimit -n $(ulimit -S -n) is too low here: raise it to 1024" >&2
        return 1
    }
}

# Why it does not link, if that is so because it is another module's.
file_of_another() { # LOG MODULE
    ! grep -q 'undefined reference to\|multiple definition of' "$1" ||
        echo "is it the module $2? It must have all functions of" \
            "fixed/$2.h, and no others that are not static"
}
