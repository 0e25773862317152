# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# For tests of a lab's check.sh, called as labs/lab would, in the kit's top
# folder. Who sources this sets counted to its name, and lab to the lab's. $work
# is the learner's folder; BUILD says where the builds are, CHECKED_ONLY a part
# of the sentences of those to do.
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/count.sh
. tests/count.sh
count_room
LAB_BUILD=${BUILD:-$PWD/build} LAB_CERTS=$PWD/certs LAB_WORK=$work
LAB_TMP=$work/tmp LAB_SERVER=$LAB_BUILD/fixed/mtls-server
export LAB_BUILD LAB_CERTS LAB_WORK LAB_TMP LAB_SERVER

judges() { # STATUS WORDS SENTENCE: what the check must say
    case $3 in
    *"${CHECKED_ONLY:-}"*) ;;
    *) return 0 ;;
    esac
    rm -rf "$LAB_TMP"
    mkdir "$LAB_TMP"
    found=0
    # shellcheck disable=SC2154 # who sources this sets it
    sh "labs/$lab/check.sh" >"$work/said" 2>&1 || found=$?
    if [ "$found" -eq "$1" ] && grep -q -- "$2" "$work/said"; then
        good
    else
        bad "$3 (status $found)"
        cat "$work/said"
    fi
}
