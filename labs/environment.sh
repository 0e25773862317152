# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# The environment of all that judges here, and of all that is judged: what
# this list names is kept of the caller's, all else is unset. A locale, a
# proxy, a preload or the options of a tool would speak in the module's place.
# Sourced by labs/lab and by the grader; environment.mk has it print the names
# to unset: sh labs/environment.sh

environment_keeps() { # NAME
    case $1 in
    PATH | HOME | TMPDIR | TERM | NO_COLOR | USER | LOGNAME) ;; # who and where
    LAB_MODES) return 1 ;; # what make builds is said to make
    XDG_STATE_HOME | LAB_* | LABS_TEXT_* | HANDOUT_PAPER) ;; # the labs
    GRADER_*) ;; # said in labs/grader/check.sh
    MTLS_CORPUS | MTLS_CORPUS_ALL | MTLS_TEST_KEEP | MTLS_TEST_LIMIT) ;;
    MTLS_TEST_PATIENCE | MATRIX_LENGTH | MATRIX_JOBS) ;; # the tests
    PWD | OLDPWD | SHLVL | _) ;; # the shell's own
    LC_ALL) [ "$LC_ALL" = C.UTF-8 ] ;;
    *) return 1 ;;
    esac
}

# Names that no shell could unset are none that a program here would read, but
# for the functions that bash, where it is sh, takes over from another bash.
environment_others() {
    unset LD_PRELOAD LD_LIBRARY_PATH # so that awk does without
    printf '%s\n' LD_PRELOAD LD_LIBRARY_PATH
    awk 'BEGIN {
        for (name in ENVIRON)
            if (name ~ /^(BASH_FUNC_.*%%|[A-Za-z_][A-Za-z0-9_]*)$/)
                print name
    }' | while IFS= read -r name; do
        environment_keeps "$name" || printf '%s\n' "$name"
    done
}

case ${0##*/} in
environment.sh) environment_others ;;
*)
    while IFS= read -r name; do
        case $name in
        '') ;;
        BASH_FUNC_*%%)
            name=${name#BASH_FUNC_}
            unset -f -- "${name%\%\%}"
            ;;
        SHELLOPTS | BASHOPTS) # bash does as they say, and keeps them
            # shellcheck disable=SC2163,SC3045 # it is bash
            unset "$name" 2>/dev/null || export -n "$name"
            set +afvxC
            ;;
        OPTIND) OPTIND=1 ;; # dash cannot unset it
        BASH_XTRACEFD) # bash would close the descriptor that it names
            # shellcheck disable=SC2163,SC3045 # it is bash
            export -n "$name" 2>/dev/null || unset "$name"
            ;;
        *) unset "$name" ;;
        esac
    done <<NAMES
$(environment_others)
NAMES
    # What is closed becomes no file that a program opens next. To a closed
    # stdout no program can write, so that it is no success to have done so.
    true 3>&2 || exec 2>/dev/null # what it says of that nobody could read
    { true 3<&0; } 2>/dev/null || exec </dev/null
    { true 3>&1; } 2>/dev/null || exec 1</dev/null
    # One language for all: what tools say is read and compared.
    LC_ALL=C.UTF-8
    # Not this machine's policy, /etc/gnutls/config: it would refuse what the
    # tests and labs show.
    GNUTLS_SYSTEM_PRIORITY_FILE=/dev/null
    export LC_ALL GNUTLS_SYSTEM_PRIORITY_FILE
    umask u+rwx # else what is made here could not be read here
    export PATH # where there was none, the shell's own, which it tells nobody
    ;;
esac
