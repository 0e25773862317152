#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 10's check judges right: unattended.sh RESULT
# Rules that catch each leak and nothing else pass, others fail, for the reason
# they should. Leaves how many of its tests passed and failed in RESULT, for
# summary.sh. Without promtool it tests nothing, and says so.

set -eu
result=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
mkdir -p "$(dirname "$result")"
command -v promtool >/dev/null || {
    echo 'labs/unattended: skipped, there is no promtool'
    echo '0 passed, 0 failed' >"$result"
    exit 0
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
LAB_BUILD=${BUILD:-$top/build} LAB_CERTS=$top/certs LAB_WORK=$work
LAB_TMP=$work/tmp LAB_SERVER=$LAB_BUILD/fixed/mtls-server
export LAB_BUILD LAB_CERTS LAB_WORK LAB_TMP LAB_SERVER

passed=0
failed=0
judge() { # STATUS WORDS SENTENCE: what the check of alert.yml must say
    rm -rf "$LAB_TMP"
    mkdir "$LAB_TMP"
    found=0
    sh labs/10-unattended/check.sh >"$work/said" 2>&1 || found=$?
    if [ "$found" -eq "$1" ] && grep -q -- "$2" "$work/said"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "unattended: failed: $3 (status $found)"
        cat "$work/said"
    fi
}

rules() { # OBJECTS FOR MEMORY
    cat >"$work/alert.yml" <<END
groups:
  - name: leaks
    interval: 1m
    rules:
      - alert: LiveObjectsGrow
        expr: $1
        for: $2
      - alert: ResidentMemoryGrows
        expr: $3
        for: $2
END
}

objects=mtls_live_objects
memory=process_resident_memory_bytes
floor() { # METRIC: the lowest of now above the highest of an hour ago
    echo "min_over_time($1[30m]) > max_over_time($1[30m] offset 1h)"
}

judge 2 'alert.yml is not there' 'without a rule file it cannot judge'
cp labs/10-unattended/start/alert.yml "$work"
judge 1 'the two servers' 'the rules as they are given fail'
cp labs/10-unattended/solution.yml "$work/alert.yml"
judge 0 'for no other' 'the solution passes'
rules "deriv(${objects}[1h]) > 0.0005" 90m "deriv(${memory}[1h]) > 50"
judge 0 'for no other' 'a slope that holds for 90 minutes passes'
rules "$objects > 20" 10m "$memory > 8e6"
judge 1 'host 2 .*LiveObjectsGrow fires' 'a height fails'
rules "increase(${objects}[1h]) > 10" 30m "increase(${memory}[1h]) > 1e6"
judge 1 'host 1 .*LiveObjectsGrow fires' 'a counter'\''s function fails'
rules "deriv(${objects}[5m]) > 0" 0m "deriv(${memory}[5m]) > 0"
judge 1 'server="fixed"' 'a short slope fails'
rules "$(floor "$objects")" 0m "$(floor "$memory")"
judge 1 'server="fixed"' 'what does not wait out a warm-up fails'
rules "sum without (instance) ($(floor "$objects"))" 30m "$(floor "$memory")"
judge 1 'does not fire as it should' 'one that names no instance fails'
rules "$(floor "$objects")" 30m "$(floor "$objects")"
judge 1 ResidentMemoryGrows 'memory that is judged by objects fails'
rules "$(floor "$objects") and" 30m "$(floor "$memory")"
judge 1 'parse error' 'what is no expression fails'

echo "$passed passed, $failed failed" >"$result"
[ "$failed" -gt 0 ] || echo "labs/unattended: $passed passed"
