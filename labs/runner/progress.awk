# SPDX-License-Identifier: MIT
# A file of progress, or an export; state.sh says what is in them.
# -v action=verify prints what is wrong with the file, if anything; with
# -v whole=yes it must be an export. record changes a lab; merge takes in the
# file before it and keeps the better; export adds LEARNER of the environment.

function time_or_none(text) {
    return text == "-" || text ~ time
}

function count(text) {
    return text ~ /^[0-9]+$/ && length(text) < 7
}

# Keeps what a line says, if it is one of progress.
function understood() {
    if (FNR == 1)
        return $0 == header
    if ($0 == "end")
        return !ended++
    if (FNR == 2 && /^learner ./)
        return named = 1
    if (ended || NF != 5 || $1 !~ /^[0-9][0-9]$/ || ($1 in here) || \
        !time_or_none($2) || !count($3) || !count($4) || !time_or_none($5))
        return 0
    here[$1]
    keep($1, $2, $3, $4, $5)
    return 1
}

function keep(lab, solved_at, checked, hinted, seen_at) {
    if (!(lab in checks)) {
        solved[lab] = seen[lab] = "-"
        checks[lab] = hints[lab] = 0
    }
    solved[lab] = earlier(solved[lab], solved_at)
    seen[lab] = earlier(seen[lab], seen_at)
    checks[lab] = more(checks[lab], checked)
    hints[lab] = more(hints[lab], hinted)
}

function earlier(a, b) {
    if (a == "-" || b == "-")
        return a == "-" ? b : a
    return a < b ? a : b
}

function more(a, b) {
    return a + 0 > b + 0 ? a + 0 : b + 0
}

function record() {
    keep(lab, "-", 0, 0, "-")
    if (what == "solved")
        solved[lab] = earlier(solved[lab], now)
    if (what == "solved" || what == "check")
        checks[lab]++
    if (what == "solution")
        seen[lab] = earlier(seen[lab], now)
    if (what ~ /^hint=/)
        hints[lab] = more(hints[lab], substr(what, 6))
}

function fault() {
    if (bad)
        return "line " bad " is not one of progress"
    if (NR == 0 && action == "verify")
        return "it is empty"
    if (whole && !named)
        return "it names no learner"
    if (whole && !ended)
        return "its end is missing"
    return ""
}

BEGIN {
    header = "mtls-leak-kit progress 1"
    time = "^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]" \
        "T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z$"
}

FNR == 1 {
    split("", here)
    ended = 0
}

!understood() {
    bad = FNR
    exit
}

END {
    if (fault() != "") {
        printf "%s", fault()
        exit 1
    }
    if (action == "verify")
        exit
    if (action == "record")
        record()
    print header
    if (action == "export")
        print "learner " ENVIRON["LEARNER"]
    for (i = 0; i < 100; i++) {
        lab = sprintf("%02d", i)
        if (lab in checks)
            print lab, solved[lab], checks[lab], hints[lab], seen[lab]
    }
    if (action == "export")
        print "end"
}
