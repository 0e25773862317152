#!/bin/sh
# SPDX-License-Identifier: MIT
# What judges here judges alike wherever it is asked: surroundings.sh RESULT
# Each front door (labs/lab, the grader, make) is called with every variable
# that could speak in a server's or a tool's place set to nonsense, and a HOME
# full of hostile dot-files; then where the kernel refuses something. Leaves how
# many of its tests passed and failed in RESULT, for summary.sh.
# SURROUNDINGS_ONLY: a part of the sentences to do.

set -eu
result=$1
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
cd "$top"
counted=labs/surroundings
# shellcheck source=tests/count.sh
. tests/count.sh
count_room

# ---- The surroundings ------------------------------------------------------

# A preload that loses memory in every program, before main.
cat >"$work/lose.c" <<'TEXT'
#include <stdlib.h>
static void *volatile block;
__attribute__((constructor)) static void lose(void)
{
    block = malloc(30);
    block = NULL;
}
TEXT
cc -shared -fPIC -o "$work/lose.so" "$work/lose.c"
cc -std=c11 -o "$work/without" tests/labs/without.c

home=$work/home
mkdir "$home" "$home/.config" "$work/lib" "$work/elsewhere" "$work/locales"
# With a decimal comma, and an i whose capital is no I; where the package
# locales is not there to make them from, the names alone.
for each in de_DE tr_TR; do
    localedef -i "$each" -f UTF-8 "$work/locales/$each.UTF-8" \
        >/dev/null 2>&1 || :
done
echo 'proxy = "http://127.0.0.1:9"' >"$home/.curlrc"
echo '--num-callers=1 --error-exitcode=77 --trace-malloc=yes' \
    >"$home/.valgrindrc"
echo quit >"$home/.gdbinit"
echo 'exit status 7' >"$home/.gnuplot"
printf '[color]\n\tui = always\n[core]\n\tbare = true\n' >"$home/.gitconfig"

# One NAME=VALUE a line.
cat >"$work/variables" <<TEXT
LOCPATH=$work/locales
LC_ALL=de_DE.UTF-8
LC_NUMERIC=de_DE.UTF-8
LANG=tr_TR.UTF-8
LANGUAGE=de:tr
TZ=Nowhere/Land
COLUMNS=7
POSIXLY_CORRECT=1
GREP_OPTIONS=-v
GREP_COLORS=ne
CDPATH=/:/tmp
ENV=$work/elsewhere/profile
BASH_ENV=$work/elsewhere/profile
IFS=/
LD_PRELOAD=$work/lose.so
LD_LIBRARY_PATH=$work/lib
GLIBC_TUNABLES=glibc.malloc.check=3:glibc.malloc.perturb=165
MALLOC_PERTURB_=165
MALLOC_ARENA_MAX=1
MALLOC_TRACE=$work/elsewhere/trace
ASAN_OPTIONS=exitcode=77:verbosity=1
LSAN_OPTIONS=exitcode=77
UBSAN_OPTIONS=halt_on_error=1
TSAN_OPTIONS=exitcode=77
GNUTLS_SYSTEM_PRIORITY_FILE=$work/elsewhere/priorities
GNUTLS_SYSTEM_PRIORITY_FAIL_ON_INVALID=1
GNUTLS_DEBUG_LEVEL=9
GNUTLS_FORCE_FIPS_MODE=1
GNUTLS_CPUID_OVERRIDE=0x1
SSLKEYLOGFILE=$work/elsewhere/keys
SSL_CERT_FILE=$work/elsewhere/none.pem
SSL_CERT_DIR=$work/elsewhere
CURL_CA_BUNDLE=$work/elsewhere/none.pem
CURL_HOME=$home
XDG_CONFIG_HOME=$home
http_proxy=http://127.0.0.1:9
https_proxy=http://127.0.0.1:9
HTTPS_PROXY=http://127.0.0.1:9
ALL_PROXY=socks5://127.0.0.1:9
all_proxy=socks5://127.0.0.1:9
no_proxy=example.org
VALGRIND_OPTS=--num-callers=1 --error-exitcode=77 --leak-check=no
VALGRIND_LIB=$work/elsewhere
DEBUGINFOD_URLS=http://127.0.0.1:9
GDBHISTFILE=$work/elsewhere/gdb
GIT_DIR=$work/elsewhere
GIT_WORK_TREE=$work/elsewhere
GIT_EXTERNAL_DIFF=false
GNUTERM=nonsense
GNUPLOT_LIB=$work/elsewhere
MAKEFLAGS=nonsense
MAKEFILES=$work/elsewhere/Makefile
MAKE=false
MAKE_COMMAND=false
MAKECMDGOALS=nonsense
MAKEFILE_LIST=nonsense
CURDIR=$work/elsewhere
environment_folder=$work/elsewhere
environment_others=PATH
leaks_top=$work/elsewhere
caller=$work/elsewhere
program=$work/elsewhere/lab
here=$work/elsewhere
top=$work/elsewhere
build=$work/elsewhere
CFLAGS=--nonsense
CPPFLAGS=--nonsense
CXXFLAGS=--nonsense
LDFLAGS=--nonsense
AR=false
ARFLAGS=nonsense
CPATH=$work/elsewhere
COMPILER_PATH=$work/elsewhere
LIBRARY_PATH=$work/elsewhere
GCC_EXEC_PREFIX=$work/elsewhere/
PKG_CONFIG=false
PKG_CONFIG_LIBDIR=$work/elsewhere
PKG_CONFIG_PATH=$work/elsewhere
BUILD=$work/elsewhere
CERTS=$work/elsewhere
OVERLAY=$work/elsewhere/none.c
SANITIZE=nonsense
LAB_MODES=nonsense
LEAKS=nonsense
ONLY=nonsense
SERVERS=nonsense
INSTRUMENTS=$work/elsewhere
HEAPMETER_DIR=$work/elsewhere
HEAPMETER_LIB=$work/elsewhere/none.so
MTLS_SERVER=/bin/false
MTLS_CERTS=$work/elsewhere
MTLS_TRUTH=$work/elsewhere/truth.csv
MTLS_SERVER_PER_REQUEST=1
MTLS_SERVER_RESUMES=0
CMOCKA_MESSAGE_OUTPUT=XML
CMOCKA_TEST_FILTER=nonsense
TEXT

# shellcheck source=tests/labs/judge.sh
. tests/labs/judge.sh

# ---- What judges -----------------------------------------------------------

judge 0 '"status":"ok"' 'lab 00: each client is let in or refused' \
    labs/lab run 00 sensor-1
mkdir -p "$work/works/00"
sed 's/^let_in *=.*/let_in = none/' labs/00-handshake/start/answers.txt \
    >"$work/works/00/answers.txt"
judge 1 'let_in: not none' 'lab 00: its check sees who is let in' \
    labs/lab check 00
judge 0 'definitely lost: [1-9]' 'lab 02: memcheck says what it says' \
    labs/lab run 02 1
judge 0 ' gnutls_' 'lab 08: memcheck finds whose memory it is' \
    labs/lab run 08 where
mkdir -p "$work/works/11"
cp -r fixed "$work/works/11/my-service"
rm -rf "$work/works/11/my-service/build"
patch -s -p1 -d "$work/works/11/my-service" <labs/11-home/solution.patch
judge 0 'memcheck has nothing to say' 'lab 11: what is right is solved' \
    labs/lab check 11
judge 0 '05 requests: solved' 'a mended module is solved' \
    labs/lab check 05 fixed/requests.c
judge 1 '05 requests: not solved (left)' 'a leaky module is not' \
    sh labs/grader/check.sh 05 leaky/requests.c
judge 0 '^valgrind/fixed: .* passed' 'make test: valgrind/fixed' \
    make test ONLY=valgrind/fixed
judge 0 '^contract/routes fixed: .* passed' 'make test: a suite' \
    make test ONLY='contract/routes fixed'
judge 0 '^unit/log fixed: .* passed' 'make test: a unit' \
    make test ONLY=unit/log
judge 0 'leaky' 'make demo' make demo REQUESTS=100

# git reads another user's checkout only when it is told to.
if [ "$(id -u)" -eq 0 ] && git -c safe.directory='*' rev-parse >/dev/null 2>&1
then
    git -c safe.directory='*' clone -q "$top" "$work/theirs"
    mkdir "$work/theirs/labs/work"
    : >"$work/theirs/labs/work/mine.c"
    cp Makefile "$work/theirs" # as it is today
    chown -R 1 "$work/theirs"
    # shellcheck disable=SC2016 # for the inner shell
    judge 0 '^main.c$' \
        "make lint in another user's checkout: what git has, no other file" \
        sh -c 'make -n -C "$0" lint >"$0.said"
            grep -m 1 -o mine.c "$0.said" && exit 1
            grep -m 1 -o main.c "$0.said"' "$work/theirs"
fi

# ---- Where ptrace is refused -----------------------------------------------

: >"$work/variables"
for lab in 04 05 07; do
    judge 2 '^lab: ptrace(2) is refused here.* --cap-add=SYS_PTRACE' \
        "lab $lab without ptrace: a line says so" \
        timeout 600 "$work/without" ptrace labs/lab run "$lab"
done
judge 0 '^valgrind/streams: .* skipped: ptrace(2) is refused' \
    'make test without ptrace: what needs it is skipped' \
    "$work/without" ptrace make test ONLY=valgrind/streams
judge 0 'search, streams: missing ptrace' \
    'the matrix without ptrace: a cell says so' \
    timeout 600 "$work/without" ptrace labs/lab run 09 search streams

# ---- What a machine does to every program ----------------------------------

# shellcheck disable=SC2016 # for the inner shell
if mkdir "$work/etc" && [ "$(id -u)" -eq 0 ] &&
    unshare -m sh -c 'mount --bind "$0" /etc' "$work/etc" 2>/dev/null; then
    cp -a /etc/. "$work/etc"
    mkdir -p "$work/etc/gnutls"
    printf '[overrides]\ndisabled-version = tls1.2\n' \
        >"$work/etc/gnutls/config"
    in_etc() { # STATUS WORDS SENTENCE COMMAND...: with that in place of /etc
        expected=$1 words=$2 sentence=$3
        shift 3
        # shellcheck disable=SC2016 # for the inner shell
        judge "$expected" "$words" "$sentence" unshare -m sh -c \
            'mount --bind "$0" /etc && exec "$@"' "$work/etc" "$@"
    }
    in_etc 0 '"status":"ok"' "GnuTLS's policy of the machine: lab 00" \
        labs/lab run 00 tls1.2 sensor-1
    in_etc 0 '^contract/protocols fixed: .* passed' \
        "GnuTLS's policy of the machine: a suite" \
        make test ONLY='contract/protocols fixed'
    echo "$work/lose.so" >"$work/etc/ld.so.preload"
    in_etc 2 '^check: fixed/ leaves blocks here, too: .*/etc/ld.so.preload' \
        'a library in every program is no fault of the module' \
        env GRADER_STAGES='compile memcheck left' \
        sh labs/grader/check.sh 05 fixed/requests.c
fi

# ---- Other rooms -----------------------------------------------------------

# What make or the shell would take for something else is refused by both front
# doors; before, `make` in "a;b" would have run b. The rest works.
mkdir "$work/kits"
# shellcheck disable=SC1003 # a word of its own
for each in ' ' '&' "'" '"' '`' '#' '%' '$' : ';' '(' ')' '[' ']' '{' '}' \
    '<' '>' '*' '?' '\' '|' =; do
    kit="$work/kits/a${each}b"
    mkdir -p "$kit/labs" "$kit/tests"
    cp Makefile "$kit"
    cp tests/modules.* tests/truth.csv "$kit/tests"
    cp -R labs/lab labs/*.sh labs/*.mk labs/runner labs/00-handshake "$kit/labs"
    judge 2 '^[^l].*make cannot work in a path with .*: move the kit' \
        "a kit in the folder a${each}b: make says so" make -C "$kit" demo
    judge 2 '^lab: make cannot work in a path with .*: move the kit$' \
        "a kit in the folder a${each}b: labs/lab says so" \
        sh "$kit/labs/lab" run 00
done

# shellcheck disable=SC2016 # for the inner shell
judge 2 '^[^l].*works in its own folder only: say make -C /' \
    'make -f from elsewhere: a line says so' \
    sh -c 'cd / && exec make -f "$0/Makefile" help' "$top"
judge 2 'make -e would build what the environment says: leave the e out' \
    'make -e, where CURDIR is another folder: a line says so' \
    env CURDIR="$work/elsewhere" make -e help

# shellcheck disable=SC2016 # for the inner shell
judge 2 'umask 0777 takes from you what make builds: say umask 022' \
    'a umask that takes from all: make says so' \
    sh -c 'umask 777 && exec make help'
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^-rwx*------' 'a umask that takes from all: labs/lab has its own' \
    sh -c 'umask 777 && labs/lab start 03 && ls -l "$LAB_WORKS/03/peer.c"'

# shellcheck disable=SC2016 # for the inner shell
judge 2 '^make: stderr is closed: say 2>/dev/null$' \
    'a stderr that is closed: make says so on stdout' \
    sh -c 'exec "$@" 2>&-' sh make test ONLY=readme/truth

# A kit in which nothing is built.
mkdir "$work/first"
tar -cf - --exclude=build --exclude=work Makefile fixed labs leaky \
    tests/modules.* tests/truth.csv | tar -C "$work/first" -xf -
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^both$' 'two first builds at once in one checkout' \
    sh -c 'make -C "$0" build & make -C "$0" build && wait "$!" && echo both' \
    "$work/first"
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^cc .*/moved/build/fixed/fault.o' \
    'a kit that was built and moved sees a changed header' \
    env -u MAKEFLAGS sh -c 'cd "$0" && make -s -C first build-fixed && mv first moved &&
        touch moved/fixed/http/fault.h && make -C moved build-fixed' "$work"

# bash, where it is sh, takes functions and options out of the environment.
if command -v bash >/dev/null; then
    mkdir "$work/bash"
    ln -s "$(command -v bash)" "$work/bash/sh"
    judge 1 '05 requests: not solved (left)' \
        "bash is sh: a function of the caller's is nobody's grep" \
        env "BASH_FUNC_grep%%=() { :; }" PATH="$work/bash:$PATH" \
        GRADER_STAGES='compile memcheck left' sh labs/grader/check.sh 05 \
        leaky/requests.c
    for each in noglob noclobber xtrace; do
        judge 0 '^12-verdict  *open' "bash is sh, with $each: labs/lab" \
            env SHELLOPTS="$each" BASHOPTS=extglob PATH="$work/bash:$PATH" \
            sh labs/lab list
    done
fi

judge 2 'MTLS_CERTS has more than .* letters: move the kit to a shorter path$' \
    'a path of 820 letters: a suite says so' \
    make -C tests contract CERTS="/$(printf '%819s' '' | tr ' ' a)" \
    ONLY='contract/firmware fixed'
# As a program that was started by Python, or by a service, may find it.
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^result: .* 0 failed' 'an ignored SIGCHLD: a suite sees servers end' \
    sh -c 'make -s test ONLY="contract/firmware fixed" >/dev/null &&
        MTLS_TEST_PATIENCE=60 MTLS_SERVER=build/fixed/mtls-server \
        MTLS_CERTS=certs exec env --ignore-signal=CHLD \
        build/tests/contract/firmware'
mkdir "$work/a room"
judge 0 '^100 connections .*+0$' 'a TMPDIR with a blank: lab 01' \
    env TMPDIR="$work/a room" labs/lab run 01 fixed
judge 0 '"status":"ok"' 'a TMPDIR as the caller sees it: lab 00' \
    env TMPDIR=. labs/lab run 00 sensor-1
judge 0 '^contract/firmware fixed: .* passed' \
    'a TMPDIR with a blank: a suite' \
    env TMPDIR="$work/a room" make test ONLY='contract/firmware fixed'
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^100 connections .*+0$' 'few open files: the limit is raised' \
    sh -c 'ulimit -S -n 64 && exec "$@"' sh labs/lab run 01 fixed
# shellcheck disable=SC2016 # for the inner shell
judge 2 '^ulimit -n 64 is too low' 'few open files for ever: a line says so' \
    sh -c 'ulimit -n 64 && exec "$@"' sh labs/lab check 05 fixed/requests.c
if mkdir "$work/full" && [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null
then
    in_full() { # WORDS SENTENCE COMMAND...: with a TMPDIR that holds 64 KiB
        words=$1 sentence=$2
        shift 2
        # shellcheck disable=SC2016 # for the inner shell
        judge 2 "$words" "$sentence" unshare -m sh -c \
            'mount -t tmpfs -o size=64k none "$0" &&
                head -c 60000 /dev/zero >"$0/taken" && exec "$@"' \
            "$work/full" env TMPDIR="$work/full" "$@"
    }
    in_full '^lab: cannot write in .*: is the disk full?$' \
        'a TMPDIR that is full: a lab says so' labs/lab run 00 sensor-1
    in_full '^compare: cannot write .*/mtls.*pem: No space left on device$' \
        'a TMPDIR that is full: an instrument says so' make demo
fi
if [ "$(id -u)" -eq 0 ] && unshare -n -m true 2>/dev/null; then
    judge 2 '^the loopback interface is down: ip link set lo up$' \
        'no loopback: a lab says so, and praises no server' \
        unshare -n labs/lab run 02 1
    judge 2 '^the loopback interface is down: ip link set lo up$' \
        'no loopback: the demo says so' unshare -n make demo REQUESTS=100
    # shellcheck disable=SC2016 # for the inner shell
    judge 2 '^there is no /proc here: mount -t proc proc /proc$' \
        'no /proc: a verdict says so' \
        unshare -m sh -c 'umount -l /proc && exec "$@"' sh \
        sh labs/grader/check.sh 05 fixed/requests.c
fi
sed '/^struct request \*request_begin(/,/^}/s/^{/&\n    __builtin_trap();/' fixed/requests.c \
    >"$work/requests.c"
# shellcheck disable=SC2016 # for the inner shell
judge 0 '^no core$' 'room for core files: a server that crashes leaves none' \
    sh -c 'ulimit -c unlimited && ! "$@" && [ -z "$(find . -maxdepth 1 \
        -name "*core*")" ] && echo no core' sh env \
        GRADER_STAGES='compile memcheck' sh labs/grader/check.sh 05 \
        "$work/requests.c"
# Debian 12's crashes there, if not every one.
# shellcheck disable=SC2016 # for the inner shell
sh -c 'ulimit -s 256 && pkg-config --exists gnutls' 2>/dev/null ||
    judge 2 'pkg-config crashes: is ulimit -s below 512' \
        'a stack that is too small for pkg-config: a line says so' \
        sh -c 'ulimit -s 256 && "$@"' sh make build-fixed
judge 0 'skipped: this machine has no IPv6' 'no IPv6: a suite skips that' \
    "$work/without" ipv6 make test ONLY='contract/listening fixed'
judge 0 'ERROR SUMMARY' 'no IPv6: a lab' \
    "$work/without" ipv6 labs/lab run 02 1
# shellcheck disable=SC2016 # for the inner shell
judge 0 'lab: waits for another labs/lab' \
    'another one builds, or was stopped as it did: a line says so' \
    sh -c 'flock build/.lock sh -c ":>$0; n=0
            until grep -q \"waits for another\" $0-said ||
                [ \$((n += 1)) -gt 600 ]; do sleep 0.1; done" &
        until [ -e "$0" ] || [ $((looks += 1)) -gt 600 ]; do sleep 0.1; done
        SHELL=/bin/sh script -qfec "labs/lab run 00 sensor-1" "$0-said"' \
    "$work/locked"
judge 0 '"status":"ok"' 'no PATH: a lab' \
    env -u PATH "$top/labs/lab" run 00 sensor-1
mkdir "$work/ahead"
cat >"$work/ahead/make" <<TEXT
#!/bin/sh
echo "make: Warning: File 'scope.h' has modification time 9 s in the future" >&2
echo 'make: warning:  Clock skew detected.  Your build may be incomplete.' >&2
exec $(command -v make) "\$@"
TEXT
chmod +x "$work/ahead/make"
judge 0 '05 requests: solved' 'a clock that was set back is no fault' \
    env PATH="$work/ahead:$PATH" GRADER_STAGES=compile \
    sh labs/grader/check.sh 05 fixed/requests.c
mkdir "$work/env"
cat >"$work/env/env" <<TEXT
#!/bin/sh
case \$1 in
--*-signal*) echo "env: unrecognized option '\$1'" >&2 && exit 125 ;;
esac
exec $(command -v env) "\$@"
TEXT
chmod +x "$work/env/env"
judge 0 '"status":"ok"' 'an env that knows no --default-signal: a lab' \
    env PATH="$work/env:$PATH" labs/lab run 00 sensor-1
mkdir "$work/bin" "$work/works/05"
cat >"$work/bin/cc" <<'TEXT'
#!/bin/sh
echo 'fatal error: error writing to /tmp/x.s: No space left on device' >&2
exit 1
TEXT
chmod +x "$work/bin/cc"
{ cat fixed/requests.c && echo '/* new */'; } >"$work/works/05/requests.c"
judge 2 'fixed/requests.c does not compile either' \
    'a compiler that cannot write is no fault of the module: check' \
    env PATH="$work/bin:$PATH" labs/lab check 05
judge 2 'lab: nothing can be built: is ' \
    'a compiler that cannot write is no fault of the module: run' \
    env PATH="$work/bin:$PATH" labs/lab run 05
# shellcheck disable=SC2016 # for the inner shell
judge 2 '^check: the verdict, solved, could not be shown: No space' \
    'a verdict that cannot be written is no verdict: a line says so' \
    sh -c 'exec "$@" >/dev/full' sh env GRADER_STAGES=compile \
    sh labs/grader/check.sh 05 fixed/requests.c
# shellcheck disable=SC2016 # for the inner shell
judge 2 '^make diff: diff has not shown peer' \
    'make diff on a full disk: a line says so' \
    sh -c 'exec "$@" >/dev/full' sh make diff LEAK=peer
judge 2 'cannot write your progress' 'a HOME that cannot be written: a line' \
    env -u LAB_HOME XDG_STATE_HOME=/proc labs/lab hint 05

count_end "$result"
