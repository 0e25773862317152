#!/bin/sh
# SPDX-License-Identifier: MIT
# What README says of a copy of fixed/, and what lies in deploy/ for it:
#     run.sh TOP SERVER RESULT
# A part that is left out, as README says how; and the files of deploy/ against
# the server, and by the tools that are here. Leaves how many of its tests
# passed and failed in RESULT, for summary.sh.

set -eu
top=$1
server=$2 # that of fixed/
result=$3
counted=deploy
# shellcheck source=tests/count.sh
. "$top/tests/count.sh"
count_room
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES # of the make that calls this

# ---- What can be left out ---------------------------------------------------

copy=$work/copy
cp -r "$top/fixed" "$copy"
rm -rf "$copy/build"
table=$copy/life/parts.c
parts=$(sed -n 's/^    PART(\([a-z_]*\)).*/\1/p' "$table")
files=$(cd "$copy/life" && for file in *.c; do
    case $file in parts.c | reload.c) ;; *) echo "${file%.c}" ;; esac
done)
verdict=0
[ -n "$parts" ] && [ "$(printf '%s\n' "$parts" | sort)" = "$files" ] ||
    verdict=1
judge "$verdict" 'each other file of life/ is a part of the table'

build() { # whether the copy builds, without a warning
    make -s -C "$copy" BUILD="$copy/build" CC="${CC:-cc}" >"$work/said" 2>&1 && [ ! -s "$work/said" ] && return
    cat "$work/said"
    return 1
}
options() { # PROGRAM: of its --help, a line each
    "$1" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
}

verdict=0
build || verdict=1
judge "$verdict" 'a copy builds without a warning'
cp -r "$copy" "$work/whole"
for part in $parts; do
    verdict=0
    grep -q "^| \`$part.c\`" "$copy/README.md" || verdict=1
    judge "$verdict" "README has a row for the part $part"
    own=$(sed -n 's/.*{"\([a-z-]*\)", "[A-Z]*",.*/--\1/p' \
        "$copy/life/$part.c")
    rm "$copy/life/$part.c"
    sed "/^    PART($part)/d" "$work/whole/life/parts.c" >"$table"
    verdict=0
    build || verdict=1
    { options "$work/whole/build/mtls-server" |
        grep -vx -e "${own:---none}"; } >"$work/wanted"
    options "$copy/build/mtls-server" | cmp -s - "$work/wanted" || verdict=1
    judge "$verdict" "without the part $part it builds and has its options"
    cp "$work/whole/life/$part.c" "$copy/life/"
done
for part in $parts; do
    rm "$copy/life/$part.c"
done
sed '/^    PART(/d' "$work/whole/life/parts.c" >"$table"
verdict=0
build || verdict=1
judge "$verdict" 'without any part it builds'

# ---- The files of deploy/ ---------------------------------------------------

deploy=$top/fixed/deploy
for file in mtls-server.service Containerfile kubernetes.yaml; do
    verdict=0
    options "$server" >"$work/options"
    sed '/^ *#/d; /podman\|kubectl/d; /apt-get/d' "$deploy/$file" |
        grep -o -e '--[a-z][a-z-]*' | sort -u >"$work/used"
    # Of the shell's commands in the Containerfile.
    grep -vx -e --from -e --version -e --no-install-recommends "$work/used" |
        grep -vxF -f "$work/options" >"$work/unknown" && verdict=1
    judge "$verdict" "$file: the server has each option: $(tr '\n' ' ' \
        <"$work/unknown")"
    port=$(sed 's/[",]//g' "$deploy/$file" |
        sed -n 's/.*--status-port[ =]*\([0-9]*\).*/\1/p')
    verdict=0
    [ -n "$port" ] || verdict=1
    [ "$file" != kubernetes.yaml ] ||
        [ "$(grep -o 'http://[^/]*' "$deploy/$file" | sort -u)" = \
            "http://127.0.0.1:$port" ] || verdict=1
    judge "$verdict" "$file: the probes ask at --status-port"
done

# Of the tools that are here. systemd 252 knows no notify-reload.
if command -v systemd-analyze >/dev/null; then
    sed "s|/usr/local/bin/mtls-server|$server|; /^User=/d; /^Group=/d" \
        "$deploy/mtls-server.service" >"$work/mtls-server.service"
    cp "$deploy/mtls-server.socket" "$work/"
    [ "$(systemd-analyze --version | sed -n '1s/[^0-9]*\([0-9]*\).*/\1/p')" \
        -ge 253 ] || sed -i 's/^Type=notify-reload/Type=notify/' \
        "$work/mtls-server.service"
    verdict=0
    systemd-analyze verify "$work/mtls-server.service" \
        "$work/mtls-server.socket" >"$work/said" 2>&1 || verdict=1
    [ ! -s "$work/said" ] || verdict=1
    judge "$verdict" "systemd takes the units: $(cat "$work/said")"
    verdict=0
    systemd-analyze security --offline=yes --threshold=20 \
        "$deploy/mtls-server.service" >/dev/null 2>&1 || verdict=1
    judge "$verdict" 'systemd calls the unit exposed to less than 2 of 10'
else
    echo 'deploy: no systemd-analyze here: the units are not looked at'
fi
if python3 -c 'import yaml' 2>/dev/null; then
    verdict=0
    python3 -c 'import sys, yaml
kinds = [one["kind"] for one in yaml.safe_load_all(open(sys.argv[1]))]
sys.exit(kinds != ["Deployment", "Service"])' "$deploy/kubernetes.yaml" ||
        verdict=1
    judge "$verdict" 'kubernetes.yaml is YAML, a Deployment and a Service'
else
    echo 'deploy: no python3 with yaml here: kubernetes.yaml is not parsed'
fi

count_end "$result"
