# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# A busy machine, for run.sh and verdicts.sh: four loops that never wait, at
# the niceness of who calls, and one that writes and syncs 100 MB again and
# again into the folder $load_folder. They end with the script that sources
# this, and by themselves after six hours.

load_pids=
load_folder=

load_begin() { # FOLDER
    load_folder=$1
    mkdir -p "$load_folder"
    for _ in 1 2 3 4; do
        timeout 21600 sh -c 'while :; do :; done' &
        load_pids="$load_pids $!"
    done
    # shellcheck disable=SC2016 # for the inner shell
    timeout 21600 sh -c 'while :; do
        dd if=/dev/zero of="$0/written" bs=1M count=100 conv=fsync 2>/dev/null
    done' "$load_folder" &
    load_pids="$load_pids $!"
}

load_end() {
    # shellcheck disable=SC2086 # words
    [ -z "$load_pids" ] || kill $load_pids 2>/dev/null || :
    # shellcheck disable=SC2086 # words
    [ -z "$load_pids" ] || wait $load_pids 2>/dev/null || :
    load_pids=
    [ -z "$load_folder" ] || rm -f "$load_folder/written"
}
trap load_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

average() { # the load of the last minute
    cut -d ' ' -f 1 /proc/loadavg
}

seconds() { # since the machine was started
    read -r up _ </proc/uptime
    echo "${up%.*}"
}
