# SPDX-License-Identifier: MIT
# The table of a room, from the lines of status.awk: a row a learner, those
# who have solved least first; a column a lab. -v json=yes prints it as JSON,
# -v colour=yes in colours. What was skipped is said on stderr.

BEGIN { FS = "\t" }

$1 == "skipped" {
    skipped[++skips] = "{\"file\":" $3 ",\"reason\":" $5 "}"
    print "lab: " $2 " is skipped: " $4 | "cat >&2"
}

$1 == "learner" {
    learners++
    shown[learners] = $2
    names[$2]++
    quoted[learners] = $3
    file[learners] = $4
    quoted_file[learners] = $5
    for (i = 6; i <= NF; i++) {
        split($i, part, " ")
        all[part[1]] = 1
        row[learners, part[1]] = $i
        if (part[2] != "-")
            solved[learners]++
    }
}

# ---- What there is ---------------------------------------------------------

# Few solved before many, then by name.
function before(a, b) {
    if (solved[a] + 0 != solved[b] + 0)
        return solved[a] + 0 < solved[b] + 0
    return shown[a] < shown[b]
}

function arrange(    i, j) {
    for (i = 0; i < 100; i++)
        if (sprintf("%02d", i) in all)
            lab[++labs] = sprintf("%02d", i)
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
    split(row[who, number], part, " ")
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
            sprintf(" %6s ", solved[order[i]] + 0 "/" labs)
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

# ---- To join ---------------------------------------------------------------

function time(text) {
    return text == "-" ? "null" : "\"" text "\""
}

function lab_json(text,    part) {
    split(text, part, " ")
    return sprintf("{\"lab\":\"%s\",\"solved\":%s,\"solved_at\":%s," \
        "\"checks\":%d,\"hints\":%d,\"solution_seen\":%s," \
        "\"solution_seen_at\":%s}", part[1], \
        part[2] == "-" ? "false" : "true", time(part[2]), part[3], part[4], \
        part[5] == "-" ? "false" : "true", time(part[5]))
}

function learner_json(who,    j, line, comma) {
    line = sprintf("{\"learner\":%s,\"file\":%s,\"solved\":%d,\"labs\":[", \
        quoted[who], quoted_file[who], solved[who])
    for (j = 1; j <= labs; j++)
        if ((who, lab[j]) in row) {
            line = line comma "\n" lab_json(row[who, lab[j]])
            comma = ","
        }
    return line "\n]}"
}

function room_json(    i, comma) {
    printf "{\"kit\":\"mtls-leak-kit\",\"format\":1,\"learners\":["
    for (i = 1; i <= learners; i++) {
        printf "%s\n%s", comma, learner_json(order[i])
        comma = ","
    }
    printf "\n],\"skipped\":["
    for (i = 1; i <= skips; i++)
        printf "%s\n%s", (i > 1 ? "," : ""), skipped[i]
    print "\n]}"
}

END {
    close("cat >&2")
    arrange()
    if (json)
        room_json()
    else if (learners)
        table()
    if (!learners) {
        print "lab: none of these is a file of labs/lab status --json" \
            | "cat >&2"
        exit 2
    }
}
