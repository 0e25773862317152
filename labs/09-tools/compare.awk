# SPDX-License-Identifier: MIT
# Predictions against the truth, both lines TOOL,WORD,... with a word for each
# of `columns`. Exit status 0: all filled in, and at least `least` are right;
# 1: not yet; 2: the truth is not what this was written for.

function trim(text) {
    gsub(/^[ \t\r]+|[ \t\r]+$/, "", text)
    return tolower(text)
}

function complain(text) {
    print text
    bad = 1
}

# The words of a row; says what is the matter with it.
function read_row(    i, word, allowed) {
    if (!(tool in truth)) {
        complain("line " FNR ": no tool is called '" tool "'")
        return
    }
    if (tool in seen)
        complain(tool ": there is more than one line of it")
    seen[tool] = 1
    if (NF != cells + 1) {
        complain(tool ": " NF - 1 " cells; there should be " cells)
        return
    }
    for (i = 2; i <= NF; i++) {
        word = trim($i)
        allowed = i < NF ? "line growth blind" : "nothing wrong"
        if (word == "") {
            empty[tool] = empty[tool] ", " column[i - 1]
            empties++
        } else if (index(" " allowed " ", " " word " ") == 0)
            complain(tool ", " column[i - 1] ": '" word "' is none of: " \
                allowed)
        else if (word == right[tool, i])
            correct++
        else {
            missed[tool] = missed[tool] ", " column[i - 1]
            misses++
        }
    }
}

BEGIN {
    FS = ","
    cells = split(columns, column)
}

FNR == NR {
    truth[$1] = 1
    order[++tools] = $1
    for (i = 2; i <= NF; i++)
        right[$1, i] = $i
    if (NF != cells + 1 || $1 == "")
        broken = 1
    next
}

{ tool = trim($1) }
tool == "" && NF < 2 || tool ~ /^#/ || tool == "tool" { next }
{ read_row() }

END {
    if (broken || tools != 17) {
        print "tests/matrix/matrix.md is not the table this lab knows"
        exit 2
    }
    for (i = 1; i <= tools; i++) {
        if (!(order[i] in seen))
            complain(order[i] ": its line is missing")
        if (order[i] in empty)
            print order[i] ": empty: " substr(empty[order[i]], 3)
        if (order[i] in missed)
            print order[i] ": wrong: " substr(missed[order[i]], 3)
    }
    print correct + 0, "right,", misses + 0, "wrong,", empties + 0, "empty;", \
        "it takes", least, "right, and none empty"
    exit bad || empties > 0 || correct < least
}
