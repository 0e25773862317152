# SPDX-License-Identifier: MIT
# The file of progress (state.sh says what is in it): -v action=verify prints
# what is wrong with it, if anything; record changes a lab; merge takes in the
# rows of the file before it, which import has made, and keeps the better.

function time_or_none(text) {
    return text == "-" || \
        text ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9:]+Z$/
}

function understood() {
    if (FNR == 1)
        return $0 == header
    return NF == 5 && $1 ~ /^[0-9][0-9]$/ && time_or_none($2) && \
        $3 ~ /^[0-9]+$/ && $4 ~ /^[0-9]+$/ && time_or_none($5)
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

BEGIN { header = "mtls-leak-kit progress 1" }

!understood() {
    if (!bad)
        printf "line %d is not one of progress", FNR
    bad = 1
    exit
}

FNR > 1 { keep($1, $2, $3, $4, $5) }

END {
    if (bad)
        exit 1
    if (action == "verify") {
        if (NR == 0) {
            printf "it is empty"
            exit 1
        }
        exit
    }
    if (action == "record") {
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
    print header
    for (i = 0; i < 100; i++) {
        lab = sprintf("%02d", i)
        if (lab in checks)
            print lab, solved[lab], checks[lab], hints[lab], seen[lab]
    }
}
