#!/bin/sh
# SPDX-License-Identifier: MIT
# An old server that is on another CPU than its client, and a young one beside
# that: what the first one's requests cost more is no age. apart.sh RESULT
# Of the caller: BUILD, the folder with what is built, and MTLS_CERTS.

set -eu
result=$1
cd "$(dirname "$0")"
counted=grader/apart
# shellcheck source=tests/count.sh
. ../count.sh
count_room
count_needs "$result" taskset

# The first and the last CPU that we may use.
cpus=$(taskset -cp $$ | sed 's/.*: //')
first=${cpus%%[-,]*}
last=${cpus##*[-,]}
if [ "$first" = "$last" ]; then
    lacks='second CPU'
    count_end "$result"
    exit 0
fi

cat >"$work/server" <<TEXT
#!/bin/sh
mkdir "$work/old" 2>/dev/null && cpu=$last || cpu=$first
exec taskset -c "\$cpu" "$BUILD/fixed/mtls-server" "\$@"
TEXT
chmod +x "$work/server"

status=0
MTLS_SERVER=$work/server TMPDIR=$work \
    MTLS_TRUTH=../truth.csv MTLS_INSTRUMENTS=$BUILD/instruments \
    MTLS_TWIN=$BUILD/fixed/mtls-server MTLS_TEST_PATIENCE=20 \
    MTLS_SERVER_PER_REQUEST=0 MTLS_SERVER_RESUMES=1 \
    taskset -c "$first" timeout 600 "$BUILD/grader/grader" age requests \
    >"$work/said" 2>&1 || status=$?
judge "$status" 'an old server on another CPU has not aged'
[ "$status" -eq 0 ] || sed 's/^/    /' "$work/said"
count_end "$result"
