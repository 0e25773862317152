# SPDX-License-Identifier: MIT
# The table of a room: a row a learner, those who have solved least first; a
# column for each of the -v labs="00 01 ...". Reads exports (state.sh), each
# after a line `file NAME`. -v colour=yes: in colours.

BEGIN { labs = split(labs, lab) }

$1 == "file" { file[++learners] = substr($0, 6) }

$1 == "learner" {
    shown[learners] = substr($0, 9)
    gsub(/[[:cntrl:]]/, "?", shown[learners]) # nothing that a terminal obeys
    names[shown[learners]]++
}

NF == 5 && $1 ~ /^[0-9]+$/ { row[learners, $1] = $0 }

# ---- What there is ---------------------------------------------------------

function count_solved(    i, j, part) {
    for (i = 1; i <= learners; i++)
        for (j = 1; j <= labs; j++) {
            split(row[i, lab[j]], part)
            solved[i] += part[2] ~ /^[0-9]/
        }
}

# Few solved before many, then by name.
function before(a, b) {
    return solved[a] == solved[b] ? shown[a] < shown[b] : \
        solved[a] < solved[b]
}

function arrange(    i, j) {
    for (i = 1; i <= learners; i++) {
        for (j = i - 1; j > 0 && before(i, order[j]); j--)
            order[j + 1] = order[j]
        order[j + 1] = i
    }
}

# ---- To read ---------------------------------------------------------------

# A name that several files have says which file it is of.
function label(who,    text) {
    text = shown[who]
    if (names[text] > 1)
        text = text " (" file[who] ")"
    return length(text) > 60 ? substr(text, 1, 57) "..." : text
}

# In characters, of UTF-8.
function width(text) {
    gsub(/[\200-\277]/, "", text)
    return length(text)
}

function padded(text, wanted,    i) {
    for (i = width(text); i < wanted; i++)
        text = text " "
    return text
}

function cell(who, number,    part) {
    split(row[who, number], part)
    if (part[2] != "-" && part[2] != "")
        return part[5] == "-" ? " ok " : " ok*"
    missing[number]++
    if (part[3] + part[4] == 0)
        return "  - "
    return colour ? " \033[1;31mNOT\033[0m" : " NOT"
}

function table(    i, j, wide, line) {
    wide = width("not solved by")
    for (i = 1; i <= learners; i++)
        if (width(label(i)) > wide)
            wide = width(label(i))
    line = padded("learner", wide) " solved "
    for (j = 1; j <= labs; j++)
        line = line "  " lab[j]
    print line
    for (i = 1; i <= learners; i++) {
        line = padded(label(order[i]), wide) \
            sprintf(" %6s ", solved[order[i]] "/" labs)
        for (j = 1; j <= labs; j++)
            line = line cell(order[i], lab[j])
        sub(/ +$/, "", line)
        print line
    }
    line = padded("not solved by", wide) "        "
    for (j = 1; j <= labs; j++)
        line = line sprintf(" %3d", missing[lab[j]])
    print line
    print "ok: solved; ok*: and saw the solution; NOT: tried; -: not begun"
}

END {
    count_solved()
    arrange()
    table()
}
