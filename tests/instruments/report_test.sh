#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests report: report_test.sh PROGRAM. Each test prints a line as cmocka's
# do; run.sh counts them. That pages are whole and load nothing, that what
# comes from outside is text in them, and what happens when there is none.

set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/report-test.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 143' INT TERM
cd "$tmp"
failures=0

it() { # SENTENCE, which is the function's name
    if ("$1") >"$tmp/said" 2>&1; then
        echo "[       OK ] $1"
    else
        sed 's/^/    /' "$tmp/said"
        echo "[  FAILED  ] $1"
        failures=$((failures + 1))
    fi
}

wrong() { # WHAT
    echo "$*"
    exit 1
}

report() { # WORD...: its words go to the file err
    status=0
    "$program" "$@" >out 2>err || status=$?
}

refuses() { # TEXT: one line that names it, and no page
    [ "$status" -eq 2 ] || wrong "status $status"
    [ "$(wc -l <err)" -eq 1 ] || wrong "not one line: $(cat err)"
    grep -qF -e "$1" err || wrong "does not name $1: $(cat err)"
    [ -z "$(find . -name 'page*.part')" ] || wrong 'leaves a part'
}

has() { # TEXT: in page.html
    grep -qF -e "$1" page.html || wrong "the page has no: $1"
}

is_page() { # in page.html
    [ "$status" -eq 0 ] || wrong "status $status: $(cat err)"
    iconv -f UTF-8 -t UTF-8 page.html >utf8 || wrong 'is no UTF-8'
    tr -d '\001-\010\013-\037\177' <utf8 | cmp -s - page.html ||
        wrong 'has a control character'
    awk -f "$here/report_page.awk" page.html || wrong 'is no whole page'
}

# ---- What pages are made of ------------------------------------------------

reading() { # BYTES
    echo "{\"bytes\": $1, \"blocks\": 9, \"rss_bytes\": 7, \
\"descriptors\": 5, \"threads\": 3}"
}

grown() { # BYTES
    echo "{\"bytes\": $1, \"blocks\": 1, \"descriptors\": 1, \
\"bytes_per_request\": 12.5}"
}

# One more than "requests": the second reading asks for its own counts.
server() { # BEFORE AFTER
    echo "{\"requests_served\": 1235, \"refused\": 4, \
\"before\": $(reading "$1"), \"after\": $(reading "$2"), \
\"growth\": $(grown $(($2 - $1)))}"
}

variant() { # TRIGGER TIMES
    echo "{\"trigger\": \"$1\", \"triggers\": $2, \"bytes_per_trigger\": 578, \
\"share_of_sum\": 0.5, \"growth\": $(grown 2312)}"
}

mkdir demo
cat >demo/demo.json <<JSON
{"version": 2, "requests": 1234, "seed": 1,
"servers": {"fixed": $(server 1000 1000), "leaky": $(server 2000 9876543)},
"variants": {"requests": $(variant request 1235),
"peer": $(variant refusal 4), "streams": $(variant '<b>&\\"down' 4)},
"sum_of_variants": {"bytes": 9874543, "blocks": 2, "descriptors": 2},
"verdict": {"fixed_flat": true, "leaky_grew": true,
"variants_grew_alone": false}}
JSON
printf '# fixed\n0 0\n1235 0\n\n\n# leaky\n0 0\n600 4e6\n1235 9874543\n\n\n' \
    >demo/demo.dat
cat >verdict.json <<'JSON'
{"lab": "03", "module": "peer", "solved": false, "failed": "memcheck",
"stages": [{"name": "compile", "passed": true},
{"name": "feature", "passed": null}, {"name": "memcheck", "passed": false}],
"evidence": "<script>alert(1)</script> & \"it's\"\u0000\u001b[2J\u202egoes"}
JSON

demo() { # OPTION...
    report demo --output page.html "$@" demo
}

lab() { # OPTION...
    report lab --output page.html "$@" verdict.json
}

# ---- Pages -----------------------------------------------------------------

a_demo_has_its_numbers() {
    demo --truth "$top/tests/truth.csv" --matrix "$top/tests/matrix/matrix.md" \
        --command 'make report'
    is_page
    has '<h1>leaky and fixed after the same 1,235 requests</h1>'
    has '<td>request</td><td class="n">1,235</td>'
    ! grep -q '1,234 requests' page.html || wrong 'has another count, too'
    has 'leaky: +9,874,543 bytes'
    has 'fixed: 0 bytes'
    has '<td class="n">9,876,543</td><td class="n">+9,874,543</td></tr>'
    has '<th>peer</th><td>refusal</td><td class="n">4</td><td class="n">578.0'
    has 'make report'
    has 'a leak alone did not make just its own module grow'
    [ "$(grep -c '<td class="good">names the line</td>' page.html)" -gt 5 ] ||
        wrong 'has no matrix'
    has "$(uname -r)"
}

a_demo_may_do_without_the_rest() {
    demo
    is_page
    ! grep -q 'matrix\"' page.html || wrong 'has a matrix'
}

the_style_is_the_one_that_the_policy_allows() {
    demo
    sed -n '/<style>/,/<\/style>/p' page.html | sed '1s/.*<style>//
        s/<\/style>.*//' >style
    printf %s "$(cat style)
" >whole # its last line has no other end
    sum=$(sha256sum <whole | tr a-f A-F)
    hash=$(printf %s "${sum%% *}" | basenc -d --base16 | base64)
    has "style-src 'sha256-$hash'"
}

a_lab_has_its_verdict() {
    printf '# leaky\n0 0\n25 14450\n\n# theirs\n0 0\n25 0\n\n# fixed\n0 0\n' \
        >growth
    lab --growth growth --file labs/work/03/peer.c --command 'labs/lab check 03'
    is_page
    has 'Lab 03 peer: not solved'
    has '<th>compile</th>'
    has 'left open'
    has 'leaky: +14,450 bytes'
    has 'yours: 0 bytes'
    has '<td class="n">578.0</td>'
    has 'labs/work/03/peer.c'
}

what_comes_from_outside_is_text() {
    odd=$(printf '<script>&"\047\377\300\257\340\200\257\355\240\200\033[2J\n\302\205')
    printf '+1 bytes: <script>x</script> & \001\376 end\n' >stacks
    demo --stacks stacks --kit "$odd" --command "$odd"
    is_page
    has '&lt;b&gt;&amp;&quot;down'
    has '&lt;script&gt;x&lt;/script&gt; &amp; '
    has '&lt;script&gt;&amp;&quot;&#39;'
    lab --file "$odd"
    is_page
    has '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;it&#39;s&quot;'
    has 'goes'
    ! grep -q "$(printf '\342\200\256')" page.html ||
        wrong 'turns the text around'
}

# ---- No page ---------------------------------------------------------------

what_is_missing_is_named() {
    demo --stacks gone
    refuses 'cannot read gone'
    demo --matrix gone
    refuses 'make matrix makes it'
    demo --truth gone
    refuses gone
    lab --growth gone
    refuses gone
    rm page.html 2>/dev/null || :
    mv demo/demo.dat dat
    demo
    refuses 'demo/demo.dat: No such file or directory; make demo makes it'
    mv demo/demo.json json
    demo
    refuses 'demo/demo.json: No such file or directory; make demo makes it'
    [ ! -e page.html ] || wrong 'leaves a page'
    mv dat demo/demo.dat
    mv json demo/demo.json
}

a_result_that_is_none_is_named() {
    cp -R demo broken
    head -c 300 demo/demo.json >broken/demo.json
    report demo --output page.html broken
    refuses 'broken/demo.json: line'
    sed 's/"requests_served"/"others"/' demo/demo.json >broken/demo.json
    report demo --output page.html broken
    refuses 'no servers/fixed/requests_served'
    sed 's/"blocks": 9/"blocks": "9"/' demo/demo.json >broken/demo.json
    report demo --output page.html broken
    refuses 'servers/fixed/before/blocks is no whole number'
    cp demo/demo.json broken
    for odd in 'x y' '1' '1 nan' '1 2 3'; do
        sed "s/^1235 0/$odd/" demo/demo.dat >broken/demo.dat
        report demo --output page.html broken
        refuses "'$odd' is no two numbers"
    done
    echo '[]' >list
    report lab --output page.html list
    refuses list
}

# By links: if this test fails, they are gone, and not what is in /dev.
what_is_no_file_is_not_written_to() {
    for device in full null; do
        ln -s "/dev/$device" "$device"
        report demo --output "$device" demo
        refuses "$device: it is there, and no plain file"
        [ -L "$device" ] || wrong "the link to $device is gone"
    done
    mkfifo pipe
    report demo --output pipe demo
    refuses 'pipe: it is there, and no plain file'
    [ -p pipe ] || wrong 'the pipe is gone'
    mkdir page.folder
    report demo --output page.folder demo
    refuses 'page.folder: it is a folder'
    report demo --output nowhere/page.html demo
    refuses 'nowhere/page.html: No such file'
}

a_full_disk_leaves_the_page_that_was_there() {
    echo old >page.html
    status=0
    (trap '' XFSZ && ulimit -f 0 && "$program" demo --output page.html demo) \
        2>&1 >/dev/null | cat >err || :
    status=2 # of what is before a pipe nobody knows it
    refuses 'cannot write page.html'
    [ "$(cat page.html)" = old ] || wrong 'the old page is gone'
    rm page.html
}

it_says_how_it_is_called() {
    report --help
    { [ "$status" -eq 0 ] && grep -q '^usage: report demo' out; } ||
        wrong 'no help'
    report --version
    [ "$(cat out)" = 'report 1.0.0' ] || wrong 'no version'
    report demo demo
    refuses 'give --output'
    report other --output page.html demo
    refuses 'a demo or of a lab'
    report demo --output page.html
    refuses '--help'
    "$program" --help >/dev/full 2>err && wrong 'help on a full disk is no 0'
    grep -q 'cannot write to stdout' err || wrong 'does not say so'
}

it a_demo_has_its_numbers
it a_demo_may_do_without_the_rest
it the_style_is_the_one_that_the_policy_allows
it a_lab_has_its_verdict
it what_comes_from_outside_is_text
it what_is_missing_is_named
it a_result_that_is_none_is_named
it what_is_no_file_is_not_written_to
it a_full_disk_leaves_the_page_that_was_there
it it_says_how_it_is_called
[ "$failures" -eq 0 ]
