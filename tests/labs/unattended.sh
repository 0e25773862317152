#!/bin/sh
# SPDX-License-Identifier: MIT
# Lab 10's check judges right: unattended.sh RESULT
# Rules that catch each leak and nothing else pass, others fail, for the reason
# they should. Leaves how many of its tests passed and failed in RESULT, for
# summary.sh. Without promtool it tests nothing, and says so.

set -eu
counted=labs/unattended
lab=10-unattended
# shellcheck source=tests/labs/checked.sh
. "$(dirname "$0")/checked.sh"
count_needs "$1" promtool

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

judges 2 'alert.yml is not there' 'without a rule file it cannot judge'
cp labs/10-unattended/start/alert.yml "$work"
judges 1 'the two servers' 'the rules as they are given fail'
cp labs/10-unattended/solution.yml "$work/alert.yml"
judges 0 'for no other' 'the solution passes'
sed 's/alert: .*/& # one for each module/' labs/10-unattended/solution.yml \
    >"$work/alert.yml"
judges 0 'for no other' 'the solution with a comment behind a name passes'
rules "deriv(${objects}[1h]) > 0.0005" 90m "deriv(${memory}[1h]) > 50"
judges 0 'for no other' 'a slope that holds for 90 minutes passes'
rules "$objects > 20" 10m "$memory > 8e6"
judges 1 'host 2 .*LiveObjectsGrow fires' 'a height fails'
rules "increase(${objects}[1h]) > 10" 30m "increase(${memory}[1h]) > 1e6"
judges 1 'host 1 .*LiveObjectsGrow fires' 'a counter'\''s function fails'
rules "deriv(${objects}[5m]) > 0" 0m "deriv(${memory}[5m]) > 0"
judges 1 'server="fixed"' 'a short slope fails'
rules "$(floor "$objects")" 0m "$(floor "$memory")"
judges 1 'server="fixed"' 'what does not wait out a warm-up fails'
rules "sum without (instance) ($(floor "$objects"))" 30m "$(floor "$memory")"
judges 1 'does not fire as it should' 'one that names no instance fails'
rules "$(floor "$objects")" 30m "$(floor "$objects")"
judges 1 ResidentMemoryGrows 'memory that is judged by objects fails'
rules "$(floor "$objects") and" 30m "$(floor "$memory")"
judges 1 'parse error' 'what is no expression fails'

count_end "$1"
