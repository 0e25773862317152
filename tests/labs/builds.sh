#!/bin/sh
# SPDX-License-Identifier: MIT
# What stands in the way of a build, or would make one that judges wrong, is
# done without or named in a line: builds.sh RESULT. Options of make, a compiler
# that is not there, a file system without locks, a clock that is wrong, ends of
# lines, a folder that is a link. Each case is seconds. Leaves how many of its
# tests passed and failed in RESULT, for summary.sh. SURROUNDINGS_ONLY: a part
# of the sentences to do.

set -eu
unset CDPATH
result=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
top=$PWD
counted=labs/builds
# shellcheck source=tests/count.sh
. tests/count.sh
count_room
# shellcheck source=tests/labs/judge.sh
. tests/labs/judge.sh
cc -std=c11 -o "$work/without" tests/labs/without.c

# ---- Make, and its compiler ------------------------------------------------

for each in i t; do
    judge 2 "make -$each would call .*: leave the $each out, and out of" \
        "make -$each: a line says so" env MAKEFLAGS="$each" \
        make variant LEAKS=nonsense
done
mkdir "$work/alone"
cp -R labs/instruments/c.mk labs/instruments/traces "$work/alone"
for each in '' nonsense; do
    judge 2 "there is no compiler \"$each\": install gcc, or say CC=gcc" \
        "CC=$each: no success without a program" \
        make -C "$work/alone/traces" BUILD="$work/alone/build" CC="$each"
done
# shellcheck disable=SC2016 # for the inner shell
judge 0 '/alone/build/instruments/traces$' \
    'make -R: the compiler is cc' \
    sh -c 'make -R -C "$0/traces" BUILD="$0/build" &&
        ls "$0/build/instruments/traces"' "$work/alone"
mkdir "$work/bin"
ln -s /usr/bin/* "$work/bin"
rm -f "$work/bin/patch"
judge 2 '^make diff: there is no patch: make deps installs it$' \
    'no patch: make diff says so' env PATH="$work/bin" make diff LEAK=server
for each in 0 abc; do
    judge 2 "^make test-load: RUNS='$each' is no number from 1 on\$" \
        "RUNS=$each: no run is no success" sh tests/load/run.sh \
        "$top" "$work/runs" "$each"
    judge 2 "^make test-load-grader: VERDICTS='$each' is no number from 1 on" \
        "VERDICTS=$each: no verdict is no success" \
        sh tests/load/verdicts.sh "$top" "$work/runs" "$each" 6
done

# ---- What is installed ------------------------------------------------------

# An apt-get that says which way out it was told, and fails; nothing is there.
mkdir "$work/stub"
# shellcheck disable=SC2016 # for the stub
printf '#!/bin/sh\necho "by [$http_proxy] [$https_proxy]"\nexit 100\n' \
    >"$work/stub/apt-get"
printf '#!/bin/sh\nexit 1\n' >"$work/stub/dpkg-query"
printf '#!/bin/sh\nexec "$@"\n' >"$work/stub/sudo"
chmod +x "$work/stub/apt-get" "$work/stub/dpkg-query" "$work/stub/sudo"
mkdir "$work/deps"
tar -cf - Makefile labs tests/modules.* | tar -C "$work/deps" -xf -
judge 2 '^by \[http://p:3128\] \[http://q:3128\]$' \
    'make deps: apt-get hears of the proxies' env PATH="$work/stub:$PATH" \
    http_proxy=http://p:3128 https_proxy=http://q:3128 make -C "$work/deps" deps

# ---- A file system without locks -------------------------------------------

mkdir "$work/kit" "$work/kit/build"
tar -cf - --exclude=build --exclude=work Makefile labs tests/modules.* \
    tests/truth.csv | tar -C "$work/kit" -xf -
judge 0 '/kit/build/instruments/traces$' 'no locks: make builds' \
    "$work/without" flock make -C "$work/kit" instrument-traces
judge 0 '"status":"ok"' 'no locks: a lab' \
    "$work/without" flock labs/lab run 00 sensor-1
tar -cf - --exclude='*.pem' --exclude=.stamp certs | tar -C "$work/kit" -xf -
judge 0 '^certs: generated a new set' 'no locks: certificates are made' \
    "$work/without" flock sh "$work/kit/certs/certs.sh" all

# ---- A clock, and a link ---------------------------------------------------

for each in 2009-02-03 2103-02-03; do
    rm -f "$work/bin/date"
    cat >"$work/bin/date" <<TEXT
#!/bin/sh
case " \$*" in
*' -d '* | *' -f '*) exec $(command -v date) "\$@" ;;
esac
exec $(command -v date) -d $each "\$@"
TEXT
    chmod +x "$work/bin/date"
    judge 1 "^certs: the clock says $each, but .*: set the clock\$" \
        "the clock says $each: no set of certificates is made" \
        env PATH="$work/bin" sh "$work/kit/certs/certs.sh" all
done
mkdir "$work/far"
: >"$work/far/old.o"
echo /elsewhere >"$work/far/.place"
rm -rf "$work/kit/build"
ln -s ../far "$work/kit/build"
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^anew$' 'build is a link, and the kit was moved: all is built anew' \
    sh -c 'make -s -C "$0/kit" instrument-traces >"$0/said.make" &&
        [ ! -e "$0/far/old.o" ] && echo anew' "$work"

# ---- Ends of lines, and CDPATH ---------------------------------------------

# shellcheck disable=SC2016 # for the inner shell
! git -c safe.directory='*' rev-parse >/dev/null 2>&1 ||
    judge 0 '^12-verdict  *open' 'core.autocrlf: a clone has no CR' \
        sh -c 'git init -q "$0" &&
            git -c safe.directory="*" ls-files -z | tar --null -T - -cf - |
                tar -C "$0" -xf - && cd "$0" && git add -f . &&
            git -c user.name=a -c user.email=a@b commit -qm a &&
            git -c core.autocrlf=true clone -q . clone && clone/labs/lab list' \
        "$work/origin"
mkdir -p "$work/decoy/certs"
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^certs: generated a new set' 'CDPATH: certs.sh works in its own folder' \
    env CDPATH="$work/decoy" sh -c 'cd "$0" && sh certs/certs.sh clean &&
        sh certs/certs.sh all' "$work/kit"
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^none$' 'CDPATH: each script that is called by hand finds its folder' \
    sh -c 'grep -L "^unset CDPATH\$" $(grep -El "cd (-- )?.?.\\\$\(dirname" \
        certs/*.sh .ci/run labs/new/run labs/*/*.sh labs/instruments/*/*.sh) |
        grep . || echo none'

count_end "$result"
