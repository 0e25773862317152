# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# For tests of a lab's check.sh, called as labs/lab would: who sources this has
# gone to the kit's top folder. $work is the learner's folder.
# BUILD says where the builds are.
# shellcheck source=tests/count.sh
. tests/count.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
LAB_BUILD=${BUILD:-$PWD/build} LAB_CERTS=$PWD/certs LAB_WORK=$work
LAB_TMP=$work/tmp LAB_SERVER=$LAB_BUILD/fixed/mtls-server
export LAB_BUILD LAB_CERTS LAB_WORK LAB_TMP LAB_SERVER

check_says() { # LAB STATUS WORDS SENTENCE
    rm -rf "$LAB_TMP"
    mkdir "$LAB_TMP"
    found=0
    sh "labs/$1/check.sh" >"$work/said" 2>&1 || found=$?
    if [ "$found" -eq "$2" ] && grep -q -- "$3" "$work/said"; then
        good
    else
        bad "$4 (status $found)"
        cat "$work/said"
    fi
}
