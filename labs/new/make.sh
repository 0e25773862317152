#!/bin/sh
# SPDX-License-Identifier: MIT
# `make new`: a service of one's own, with its tests, from fixed/:
#     make.sh TOP NAME DIR
# TOP is the kit. All that bears the service's name bears NAME: the program,
# the beginning of its messages, its metrics, its units. DIR is new, or empty,
# and is whole when it appears.

set -eu
top=$1
name=$2
dir=$3
die() { # STATUS TEXT...
    status=$1
    shift
    echo "make new: $*" >&2
    exit "$status"
}

# ---- Its name, and its place ------------------------------------------------

{ [ -n "$name" ] && [ -n "$dir" ]; } ||
    die 2 'say NAME=my-service DIR=../my-service'
# systemd and Kubernetes take it for a user and a label; C, for an identifier.
LC_ALL=C
export LC_ALL
case $name in
*[!a-z0-9-]* | [!a-z]* | *- | *--* | flags | ???????????????????????????????*)
    die 2 "NAME='$name' is no name: take up to 30 of a-z, 0-9 and single" \
        'dashes, a letter first, as in my-service'
    ;;
esac
case $dir in
[~]* | *[!A-Za-z0-9_./,+@-]*)
    die 2 "make cannot work in DIR='$dir': take a path of letters, digits," \
        'and _ . - alone'
    ;;
esac
to=$(realpath -m -- "$dir")
case $to/ in
"$(realpath -- "$top")"/*)
    die 2 "DIR=$dir lies in the kit: take a folder beside it, as" \
        "DIR=../$name"
    ;;
esac
if [ -e "$to" ] || [ -L "$to" ]; then
    { [ -d "$to" ] && [ -z "$(ls -A "$to" 2>/dev/null)" ]; } ||
        die 2 "DIR=$dir is there already, and not an empty folder: take" \
            'another one'
fi
{ mkdir -p "$(dirname "$to")" && new=$(mktemp -d "$to.XXXXXX"); } 2>/dev/null ||
    die 1 "cannot write DIR=$dir: take a folder that you may write"
trap 'rm -rf "$new"' EXIT
trap 'exit 130' INT TERM

# ---- What comes along -------------------------------------------------------

take() { # FOLDER TO FILE...: of a folder of the kit; what is made is left
    mkdir -p "$new/$2"
    from=$top/$1
    into=$new/$2
    shift 2
    tar -C "$from" --exclude=build --exclude='*.pem' --exclude=.stamp \
        --exclude=unexpected --exclude=.new -cf - "$@" | tar -C "$into" -xof -
}

take fixed src .
take certs certs Makefile certs.sh issue.sh check.sh templates .gitignore
take . . LICENSE
take labs tools environment.mk environment.sh files.sh place.mk place.sh
take labs/instruments tools/instruments c.mk probe heapmeter mtls-load traces
take tests tests Makefile contract support leaks run.sh summary.sh temp.sh \
    failed.awk truth.csv modules.mk modules.sh
# Who fails is shown memcheck's stacks.
take tests/valgrind tests/valgrind report.c report.h report_text.c \
    report_xml.c running.c running.h subject.c subject.h
[ ! -d "$top/tests/torture" ] || take tests tests torture
rm -f "$new"/tools/instruments/*/README.md "$new/tests/leaks/truth_test.c" \
    "$new/tests/leaks/constant.sh"

# What only a copy has.
take labs/new . Makefile README.md
take labs/new .github/workflows ci.yml
take labs/new .ci run
{
    echo '# SPDX-License-Identifier: MIT'
    echo '# make deps, for the Makefile.'
    sed -n '/^packages :=/,/^$/p; /^missing =/,/^endef/p' "$top/Makefile" |
        sed '/gnuplot/d'
} >"$new/tools/deps.mk"

printf '%s\n' /build/ >"$new/.gitignore"
printf '%s\n' '* -text' >"$new/.gitattributes" # no CR: sh and make take none

# ---- What it is called ------------------------------------------------------

# As long as it was: a certificate of 300 names is as large as may be.
prefix=$(echo "$name" | tr - _)_
rename=$(find "$new/src" -name '*.[ch]' -exec grep -oh '\bmtls_[a-z_]*' {} + |
    sort -u | sed "s/^mtls_\(.*\)/s|\\\\bmtls_\1|$prefix\1|g;/")
find "$new" -type f ! -name LICENSE -exec sed -i "s|\bmtls-server\b|$name|g
    s|\bkit\.test\b|svc.test|g; s|mTLS Leak Kit|Test Identity|g; $rename" {} +
for file in "$new"/src/deploy/mtls-server*; do
    mv "$file" "$new/src/deploy/$name${file##*/mtls-server}"
done
sed -i 's/^# \(.*\): the service to copy$/# \1/; s/ of the kit\b//g
    s/cp -r fixed .*/make/' "$new/src/README.md"
find "$new/tests" "$new/tools" "$new/certs" -type f -exec sed -i '
    s,\blabs/\(environment\|files\|instruments\),tools/\1,g
    s,\bbuild/fixed\b,build/service,g
    s,\.\./fixed\b,../src,g
    s,\bfixed/,src/,g' {} +
sed -i 's/\bfixed\b/service/g' "$new/tests/Makefile" \
    "$new/tests/leaks/leaks.mk" "$new/tests/leaks/run.sh" \
    "$new/tests/leaks/judge_message.c"

chmod 755 "$new"
[ ! -d "$to" ] || rmdir "$to"
mv "$new" "$to" || die 1 "cannot write DIR=$dir"
trap - EXIT
echo "$name is in $dir. Next:  cd $dir && make deps test"
