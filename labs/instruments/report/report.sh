#!/bin/sh
# SPDX-License-Identifier: MIT
# What make report runs, after the demo: report.sh BUILD CERTS FOLDER
# Makes FOLDER/report.html of what the demo has left in FOLDER. For the stacks
# leaky runs once more, for a moment, under heapmeter --stacks; where that
# cannot be, the page does without, and a line says so.

set -u
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd)
top=$(cd -- "$here/../../.." && pwd)
build=$1
certs=$2
folder=$3
data=$folder

fail() { # TEXT...
    echo "make report: $*" >&2
    exit 2
}

[ -x "$build/instruments/report" ] ||
    fail "there is no $build/instruments/report: make instruments builds it"
[ -r "$data/demo.json" ] ||
    fail "there is no $data/demo.json: make demo makes it"

# No blank or colon in it: in LD_PRELOAD either would end the path.
case ${TMPDIR:-} in
*[[:space:]:]* | [!/]*) TMPDIR=/tmp ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/report.XXXXXX" 2>/dev/null) ||
    fail "cannot make a folder in ${TMPDIR:-/tmp}: is it there, with room?"

# ---- The stacks ------------------------------------------------------------

probe_work=$work
probe_instruments=$build/instruments
# shellcheck disable=SC2034 # of probe.sh
probe_certs=$certs
# shellcheck disable=SC2034
probe_patience=60
# shellcheck source=labs/instruments/probe/probe.sh
. "$here/../probe/probe.sh"
probe_fail() { # TEXT...: in the subshell of stacks
    echo "$*" >&2
    exit 1
}
# shellcheck disable=SC2034 # of probe.sh
server_options='--threads 1'
# shellcheck disable=SC2016 # the trap expands it
at_end 'rm -rf -- "$work"'

load() { # COUNT: of the steps of the demo
    server_client sensor-1 --seed 1 --concurrency 1 --quiet --count "$1" \
        --mix readings=8,firmware=1,refused:none=1 "$server_url" \
        2>"$work/load" || probe_fail 'a client was not served'
    server_rest >"$work/rest"
}

look() { # OPTION...
    "$probe_instruments/heapmeter" stacks --dir "$work/meter" --growth "$@" \
        "$server_pid"
}

# All threads of leaky/server.c are met, and what is made once is made.
stacks() (
    trap server_kill EXIT
    server_start "$build/leaky/mtls-server" server_metered \
        HEAPMETER_STACKS=1
    load 256
    look >"$work/first"
    load 100
    look --top 8
    server_stop || :
)

stacks=
if stacks >"$work/stacks" 2>"$work/said" && [ -s "$work/stacks" ]; then
    stacks=$work/stacks
else
    echo "make report: no stacks: $(tail -n 1 "$work/said")" >&2
fi

# ---- The page --------------------------------------------------------------

git="git -c safe.directory=* -C $top"
kit=$($git describe --always --dirty 2>/dev/null) || kit=
requests=$(sed -n 's/^  "requests": \([0-9]*\),$/\1/p' "$data/demo.json")
seed=$(sed -n 's/^  "seed": \([0-9]*\),$/\1/p' "$data/demo.json")
page=$folder/report.html
"$build/instruments/report" demo --output "$page" \
    --truth "$top/tests/truth.csv" --matrix "$top/tests/matrix/matrix.md" \
    ${stacks:+--stacks "$stacks"} ${kit:+--kit "$kit"} \
    --command "make deps" \
    --command "make report REQUESTS=$requests" \
    --command "sh labs/instruments/compare/demo.sh build certs build/report \
--requests $requests --seed $seed" \
    --command "make matrix" \
    "$data" || exit
echo "$page"
