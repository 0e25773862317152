# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the parts share their variables
# SPDX-License-Identifier: MIT
# The command watch: checks at each save, until Ctrl-C. Sourced by labs/lab.

# By content: editors save in many ways, and some leave the date. What a
# build makes in the folder is no save.
fingerprint() {
    if [ -n "$module" ]; then
        cksum -- "$(work_file)" 2>/dev/null || :
    else
        find "$work" -name build -prune -o -type f -exec cksum {} + \
            2>/dev/null || :
    fi
}

watch_gone() {
    if [ -n "$module" ]; then
        echo "$(shown "$(work_file)") $(file_fault "$(work_file)")"
    else
        echo "there is no file in $work"
    fi
}

watch_checks() {
    printf '\n---- %s  %s\n' "$(date +%H:%M:%S)" "$titled"
    verdict=0
    judge || verdict=$?
    case $verdict in
    0) echo "---- $titled is solved. Ctrl-C ends." ;;
    1) echo "---- $titled is not solved yet. Waits for a save; Ctrl-C ends." ;;
    *) echo '---- It could not be judged. Waits for a save; Ctrl-C ends.' ;;
    esac
}

command_watch() {
    only_lab watch "$@"
    find_lab "$wanted"
    file=
    check_ready
    [ -d "$work" ] || not_started
    make_temporary
    trap 'echo; exit 0' INT # the way to end it
    [ -n "$module" ] || locked build_kit
    seen_last=no
    while ! output_lost; do
        seen_now=$(fingerprint)
        if [ "$seen_now" != "$seen_last" ]; then
            seen_last=$seen_now
            if [ -n "$seen_now" ]; then
                watch_checks
            else
                echo "---- $(watch_gone). Waits for it; Ctrl-C ends."
            fi
        fi
        sleep 1 >/dev/null 2>&1 & # a signal ends the wait, not only the second
        pause=$!
        wait "$pause"
    done
    exit 2
}
