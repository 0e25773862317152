#!/bin/sh
# SPDX-License-Identifier: MIT
# What README says, done on another release of Debian, for `make test-on`:
#     run.sh RELEASE [WHAT...]    WHAT: demo, test, test-labs, by default all
#                                 three; or lint, with that release's tools
# In a root folder, build/on/RELEASE, and there in a clean copy of what is
# committed (git archive HEAD): `make deps demo` as root, the tests as an
# ordinary user. What was printed is kept in build/on/RELEASE-WHAT.log. After
# all three the row of this release in tried.csv is written anew, and README.
# Exit status 1: something was red; 2: it could not be tried.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
on=$top/build/on
tried=$here/tried.csv
all='demo test test-labs'
release=${1-}
[ $# -eq 0 ] || shift
what=${*:-$all}
root=$on/$release

say() {
    printf 'test-on %s: %s\n' "$release" "$*"
}

fail() {
    printf 'make test-on: %s\n' "$*" >&2
    exit 2
}

# shellcheck source=tests/releases/root.sh
. "$here/root.sh"

case $release in
bookworm | trixie | forky) ;;
*) fail "say RELEASE=bookworm, trixie or forky, not '$release'" ;;
esac
for one in $what; do
    case " $all lint " in
    *" $one "*) ;;
    *) fail "WHAT is some of: $all lint; not '$one'" ;;
    esac
done
[ "$(id -u)" -eq 0 ] || fail 'needs root, for debootstrap and chroot; say:' \
    "sudo make test-on RELEASE=$release"
for tool in git unshare; do
    command -v "$tool" >/dev/null ||
        fail "needs $tool; apt-get install git util-linux"
done
unshare --mount --pid --fork true 2>/dev/null ||
    fail 'may not mount anything here: in a container, say --privileged'

trap inside_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$on"
exec 9>"$root.lock"
flock -n 9 || [ $? -ne 1 ] || fail "another run uses ${root#"$top/"}"

# ---- What is run ------------------------------------------------------------

verdicts=
status=0
run() { # WHAT LOG COMMAND...: leaves its verdict in $verdicts
    name=$1
    log=$on/$release-$2.log
    shift 2
    say "$*, log in ${log#"$top/"}"
    verdict=green
    case $* in
    'make deps'*) inside sh -c "cd ~/kit && $*" >"$log" 2>&1 ;;
    *) inside su - "$user" -c "cd kit && $*" >"$log" 2>&1 ;;
    esac || verdict=red
    [ "$verdict" = green ] || {
        status=1
        tail -n 20 "$log" >&2
    }
    say "$name is $verdict"
    verdicts="$verdicts,$verdict"
}

run_all() {
    case " $what " in
    *' demo '*) run demo demo make deps demo ;;
    *)
        say 'make deps'
        inside sh -c 'cd ~/kit && make deps' >"$on/$release-deps.log" 2>&1 ||
            fail "make deps failed, see build/on/$release-deps.log"
        verdicts=,-
        ;;
    esac
    for one in test test-labs; do
        case " $what " in
        *" $one "*) run "$one" "$one" make "$one" ;;
        *) verdicts="$verdicts,-" ;;
        esac
    done
    case " $what " in
    *' lint '*)
        row=$verdicts # README's table has no column of it
        run lint lint make deps-dev lint
        verdicts=$row
        ;;
    esac
}

# ---- What it was run with ---------------------------------------------------

processor() { # "x86_64 (Intel Xeon @ 2.60GHz)", or only the first word
    model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | sed -n 1p |
        sed 's/([RTM]*)//g; s/ CPU//; s/ Processor//; s/,//g')
    echo "$(uname -m)${model:+ ($model)}"
}

versions() { # release,valgrind,libmicrohttpd,GnuTLS,gcc
    # shellcheck disable=SC2016 # for the inner shell
    inside sh -c '. /etc/os-release
        echo "$PRETTY_NAME,$(valgrind --version),$(
            pkg-config --modversion libmicrohttpd),$(
            pkg-config --modversion gnutls),$(gcc -dumpfullversion)"' |
        sed 's|GNU/Linux ||; s/valgrind-//'
}

# The other rows stay: of another release, or another kind of processor.
write_row() { # ROW
    name=${1%%,*}
    {
        grep '^#' "$tried"
        sed -n '/^release,/p' "$tried"
        {
            grep -v '^#\|^release,' "$tried" | awk -F, -v name="$name" \
                -v kind="$(uname -m)" \
                '!($1 == name && split($6, word, " ") && word[1] == kind)'
            echo "$1"
        } | sort -V
    } >"$tried.new"
    cat "$tried.new" >"$tried"
    rm "$tried.new"
    sh "$top/tests/markers.sh" write "$tried" "$top/README.md"
}

checkout() { # COMMAND...: of git; under sudo it is another user's
    git -c safe.directory='*' -C "$top" "$@"
}

root_is_fresh || make_root
copy_kit
say "the committed tree, $(checkout log -1 --format='%h %s')"
run_all
row="$(versions),$(processor)$verdicts"
if [ "$what" = "$all" ]; then
    write_row "$row"
    say "written to ${tried#"$top/"} and README.md"
fi
printf '%s\n%s\n' "$(sed -n '/^release,/p' "$tried")" "$row" |
    awk -f "$top/labs/table.awk" -f "$here/tried.awk"
exit "$status"
