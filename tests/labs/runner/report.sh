# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # shared with runner.sh
# SPDX-License-Identifier: MIT
# The command report: for runner.sh. What grows is measured for real.

# A grader whose verdict is made up: solved, or the stage that failed.
says() { # STAGE
    LAB_GRADER=$tmp/aside/grader
    case $1 in
    solved) words='"solved":true,"failed":null' ;;
    *) words="\"solved\":false,\"failed\":\"$1\"" ;;
    esac
    cat >"$LAB_GRADER" <<TEXT
printf '<%s>' "\$@" >"$tmp/aside/asked"
echo '{"lab":"05","module":"requests",$words,
"stages":[{"name":"compile","passed":true}],"evidence":"a < b & c"}'
[ $1 = solved ]
TEXT
}

page_has() { # TEXT
    grep -qF -- "$1" "$page" || wrong "the page has no: $1"
}

reports_growth() {
    page=$LAB_BUILD/report/lab-05.html
    lab start 05
    says growth
    lab report 05
    ends 1
    silent
    prints_only "$page"
    [ "$(cat "$tmp/aside/asked")" = "<--json><05><$LAB_WORKS/05/requests.c>" ] ||
        wrong "asks the grader $(cat "$tmp/aside/asked")"
    page_has 'Lab 05 requests: not solved'
    page_has 'a &lt; b &amp; c'
    page_has 'leaky: +92,800 bytes' # 200 times 464
    page_has 'yours: +92,800 bytes'
    page_has 'fixed: 0 bytes'
    says solved
    lab report 05 "$top/fixed/requests.c"
    ends 0
    silent
    page_has 'Lab 05 requests: solved'
    page_has 'leaky: +92,800 bytes'
    page_has 'yours: 0 bytes'
    [ -z "$(ls -A "$TMPDIR")" ] || wrong 'leaves its temporary folder'
    case $(sed -n 's/^05 //p' "$LAB_HOME/progress") in
    20*' 2 0 -') ;;
    *) wrong 'does not count as checks' ;;
    esac
}
it 'report of a module shows the verdict, and how it grows' reports_growth

reports_no_growth() {
    page=$LAB_BUILD/report/lab-05.html
    lab start 05
    echo 'int broken(' >>"$LAB_WORKS/05/requests.c"
    says compile
    lab report 05
    ends 1
    silent
    page_has 'Lab 05 requests: not solved'
    ! grep -q '<svg' "$page" || wrong 'has a curve'
}
it 'report of what does not compile has no curve' reports_no_growth

reports_other() {
    page=$LAB_BUILD/report/lab-00.html
    lab start 00
    lab report 00
    ends 1
    silent
    prints_only "$page"
    page_has 'Lab 00: not solved'
    page_has 'not &quot;42&quot;'
    solve_first
    lab report 00
    ends 0
    page_has 'Lab 00: solved'
    lab reset all --yes
    ends 0
    absent "$page"
}
it 'report of another lab shows what its check says' reports_other

reports_nothing() {
    rm -rf "$LAB_BUILD/report"
    lab start 05
    echo '/* is beyond it */' >"$LAB_WORKS/05/requests.c"
    lab report 05
    ends 2
    complains 'check: cannot'
    lab report 06
    ends 2
    complains "there is no lab '06'"
    lab report --json 05
    ends 2
    complains 'report has no such option'
    lab report --odd 05
    ends 2
    complains 'report has no option --odd'
    lab report
    ends 2
    complains 'labs/lab report LAB [FILE]'
    rm -r "$LAB_WORKS"
    lab report 05
    ends 2
    complains 'labs/lab start 05'
    absent "$LAB_BUILD/report"
}
it 'report makes no page where there is no verdict, and says why' \
    reports_nothing

reports_nowhere() {
    lab start 00
    rm -rf "$LAB_BUILD/report"
    : >"$LAB_BUILD/report"
    lab report 00
    ends 2
    complains "cannot make the folder $LAB_BUILD/report"
    rm "$LAB_BUILD/report"
    mkdir -p "$LAB_BUILD/report/lab-00.html"
    lab report 00
    ends 2
    complains "cannot write $LAB_BUILD/report/lab-00.html: it is a folder"
    rm -r "$LAB_BUILD/report"
    without_space report 00
    grep -q '^lab: ' "$tmp/err" || wrong 'does not say so'
    [ -z "$(ls -A "$LAB_BUILD/report" 2>/dev/null)" ] ||
        wrong 'leaves half a page'
}
it 'report says where it cannot write' reports_nowhere
