#!/bin/sh
# SPDX-License-Identifier: MIT
# Odd surroundings change no verdict, or a line says what they are: odd.sh
# RESULT. An editor's marks, a tool that is missing, a setting with nonsense in
# it, a place where nothing runs. Each case takes seconds. Leaves how many of
# its tests passed and failed in RESULT, for summary.sh. SURROUNDINGS_ONLY: a
# part of the sentences to do.

set -eu
result=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
counted=labs/odd
# shellcheck source=tests/count.sh
. tests/count.sh
count_room
# shellcheck source=tests/labs/judge.sh
. tests/labs/judge.sh

# ---- An editor's marks -----------------------------------------------------

printf '\357\273\277let_in = none\n' >"$work/answers.txt"
judge 1 '^let_in: not none' 'a byte order mark: the first answer is read' \
    labs/lab check 00 "$work/answers.txt"
printf '\357\273\277memcheck,line,line,line,line,line,line,nothing\n' \
    >"$work/predictions.csv"
judge 1 '^[1-7] right' 'a byte order mark: the first prediction is read' \
    labs/lab check 09 "$work/predictions.csv"
printf '\377\376a\0=\0b\0\n\0' >"$work/utf16.txt"
judge 2 '^lab: .*/utf16.txt is UTF-16, or no text: save it as UTF-8$' \
    'answers in UTF-16: a line says so' labs/lab check 00 "$work/utf16.txt"

# ---- A tool that is missing ------------------------------------------------

without() { # TOOL: a PATH that has all but that one
    mkdir -p "$work/without-$1"
    ln -sf /usr/bin/* "$work/without-$1"
    rm "$work/without-$1/$1"
    echo "$work/without-$1"
}
mkdir "$work/works/00" "$work/works/11"
echo "let_in = none" >"$work/works/00/answers.txt"
for each in 'curl check 00' 'curl run 00' 'gnutls-cli run 00' \
    'certtool check 00' 'valgrind run 02' 'vgdb run 04' 'curl run 08' \
    'curl check 11'; do
    tool=${each%% *}
    # shellcheck disable=SC2086 # words
    judge 2 "^lab: there is no $tool: make deps installs it\$" \
        "no $tool: labs/lab ${each#* } says so" \
        env PATH="$(without "$tool")" labs/lab ${each#* }
done

# ---- Settings --------------------------------------------------------------

judge 2 '^check: GRADER_STAGES: there is no stage nonsense$' \
    'a stage that does not exist: the grader says so' \
    env GRADER_STAGES='compile nonsense' sh labs/grader/check.sh 05 \
    fixed/requests.c
judge 2 '^check: GRADER_STAGES names no stage$' \
    'no stage at all is no verdict' \
    env GRADER_STAGES=' ' labs/lab check 05 leaky/requests.c
judge 2 '^check: GRADER_STAGES: there is no held without growth before it$' \
    'a stage that reads what another one says needs that one' \
    env GRADER_STAGES='compile held' sh labs/grader/check.sh 05 fixed/requests.c
judge 2 "^check: GRADER_PATIENCE='abc' is no number of seconds\$" \
    'a patience that is no number: the grader says so' \
    env GRADER_PATIENCE=abc sh labs/grader/check.sh 05 fixed/requests.c
judge 2 "^matrix: MATRIX_LENGTH='00' is no number from 1 on\$" \
    'a cell of no steps is no verdict' \
    env MATRIX_LENGTH=00 labs/lab run 09 descriptors streams
judge 0 '^LAB_MODES$' 'LAB_MODES: not of the environment' \
    env LAB_MODES=1 sh labs/environment.sh
judge 0 '^12-verdict  *open' 'OPTIND, which dash will not unset: labs/lab' \
    env OPTIND=1 labs/lab list
if command -v bash >/dev/null; then
    judge 0 '^12-verdict  *open' \
        'BASH_XTRACEFD, with which bash would close stdout: labs/lab' \
        env BASH_XTRACEFD=1 bash labs/lab list
fi

# ---- Where a program may not run, or cannot write --------------------------

in_ours() { # the same user, who may have so few processes
    timeout 20 setpriv --reuid 54321 --regid 54321 --clear-groups \
        prlimit --nproc="$1" test -r labs/lab 2>/dev/null
}
if [ "$(id -u)" -eq 0 ] && in_ours 3; then
    mkdir "$work/few" # where rm cannot be forked, its folder stays
    chmod 711 "$work"
    chmod 777 "$work/few"
    for each in 2 3 4; do
        # shellcheck disable=SC2016 # for the inner shell
        judge 0 '^it ends$' "$each processes and no more: labs/lab ends" \
            sh -c 'timeout 20 "$@"; [ $? -ne 124 ] && echo it ends' sh \
            setpriv --reuid 54321 --regid 54321 --clear-groups \
            env TMPDIR="$work/few" prlimit --nproc="$each" labs/lab list
    done
fi
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
    noexec() { # WORDS SENTENCE COMMAND...
        words=$1 sentence=$2
        shift 2
        # shellcheck disable=SC2016 # for the inner shell
        judge 2 "$words" "$sentence" unshare -m sh -c \
            'mount --bind build build &&
                mount -o remount,bind,noexec build && exec "$@"' sh "$@"
    }
    noexec '^lab: .*/mtls-load cannot be run: .* noexec? Move the kit$' \
        'a build/ that is mounted noexec: a lab says so' \
        labs/lab run 00 sensor-1
    noexec '^check: .*/mtls-server cannot be run: .* noexec? Move the kit$' \
        'a build/ that is mounted noexec: the grader says so' \
        sh labs/grader/check.sh 05 fixed/requests.c
fi
if [ "$(id -u)" -eq 0 ] && unshare -pf true 2>/dev/null; then
    judge 2 "^this /proc is another pid namespace's: mount -t proc proc /proc" \
        'a /proc of other processes: a lab says so' \
        unshare -pf labs/lab run 00 sensor-1
fi
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^141$' 'an ignored SIGPIPE: a reader may stop where it likes' \
    sh -c 'trap "" PIPE
        {
            until [ -e "$0.gone" ]; do sleep 0.05; done
            "$@" 2>"$0.err"
            echo "$?" >"$0.status"
        } | { exec <&- && : >"$0.gone"; }
        until [ -s "$0.status" ]; do sleep 0.05; done
        echo $(cat "$0.status" "$0.err")' "$work/pipe" labs/lab list

# ---- A kit of another user's, or in an odd place ---------------------------

part_of() { # FOLDER: of a kit, what labs/lab run 00 needs before make
    mkdir -p "$1/labs"
    cp -R labs/lab labs/*.sh labs/runner labs/00-handshake "$1/labs"
}
if [ "$(id -u)" -eq 0 ]; then
    part_of "$work/theirs"
    mkdir "$work/theirs/certs" "$work/theirs/build" "$work/bin"
    : >"$work/theirs/build/left.o"
    chown 1 "$work/theirs/build/left.o"
    # Root is refused nothing: a make that says what it says to others.
    printf '#!/bin/sh\necho "left.o: Permission denied" && exit 2\n' \
        >"$work/bin/make"
    chmod +x "$work/bin/make"
    judge 2 '^lab: .*/build/left.o is not yours: sudo chown -R root ' \
        'files of another user in build/: a line says so' \
        env PATH="$work/bin:$PATH" sh "$work/theirs/labs/lab" run 00
fi
part_of "$work/a
b"
judge 2 '^lab: there is a line break in the path of the kit: move the kit$' \
    'a kit in a folder with a line break: labs/lab says so' \
    sh "$work/a
b/labs/lab" list

count_end "$result"
