# SPDX-License-Identifier: MIT
# The table of verdicts, as Markdown; `subjects` are its columns. Reads
# tools.txt, then lines
#     TOOL SUBJECT FINDING... SPENT
# FINDING is as in cell.sh. The verdicts, by rule:
# names    -> names the line
# left N   -> growth only, if more blocks than fixed has; else blind
# grew A B -> growth only, if both are more than the noise, and B is 1.2 to 3
#             times A, as it was twice the length; else blind. The noise is the
#             larger of the two changes that the same tool saw on fixed; for
#             rss and mallinfo at least 64 KiB, as both also count pages and
#             freed blocks that malloc keeps.
# On fixed: wrong, if it names one of the guilty functions, reports blocks, or
# sees growth of that shape; else nothing.
# The time is the median over the servers, relative to the native run.

function abs(x) { return x < 0 ? -x : x }
function max(x, y) { return x > y ? x : y }
function shaped(a, b) { return a > 0 && b >= 1.2 * a && b <= 3 * a }

function least(tool) { return tool ~ /^(rss|mallinfo)$/ ? 65536 : 0 }

function noise(tool,    part) {
    split(found[tool, "fixed"], part, " ")
    return part[1] != "grew" ? 0 : \
        max(least(tool), max(abs(part[2]), abs(part[3])))
}

function left_on_fixed(tool,    part) {
    split(found[tool, "fixed"], part, " ")
    return part[1] == "left" ? part[2] : 0
}

function verdict(tool, subject,    part, says) {
    if (!((tool, subject) in found))
        return "not run"
    split(found[tool, subject], part, " ")
    if (part[1] == "missing")
        return "not run, no " part[2]
    if (subject == "fixed") {
        says = part[1] == "names" || (part[1] == "left" && part[2] > 0) || \
            (part[1] == "grew" && part[2] > least(tool) && \
            shaped(part[2], part[3]))
        return says ? "wrong" : "nothing"
    }
    if (part[1] == "names")
        return "names the line"
    if (part[1] == "left" && part[2] > left_on_fixed(tool))
        return "growth only"
    if (part[1] == "grew" && shaped(part[2], part[3]) && \
        part[2] > noise(tool) && part[3] > noise(tool))
        return "growth only"
    return "blind"
}

# Of the servers that both ran: how many times as long as natively.
function factor(tool,    i, j, n, ratio, keep) {
    if (tool == "cmocka")
        return "its own program"
    if (tool ~ /^(analyzer|clang|cppcheck)$/)
        return "runs nothing"
    n = 0
    for (i = 1; i <= columns; i++) {
        if (!((tool, column[i]) in spent) || \
            found[tool, column[i]] ~ /^missing/ || \
            !(spent["rss", column[i]] > 0))
            continue
        keep = spent[tool, column[i]] / spent["rss", column[i]]
        for (j = n++; j > 0 && ratio[j] > keep; j--)
            ratio[j + 1] = ratio[j]
        ratio[j + 1] = keep
    }
    if (n == 0)
        return "-"
    keep = ratio[int((n + 1) / 2)]
    return sprintf(keep < 9.95 ? "%.1fx" : "%.0fx", keep)
}

BEGIN {
    columns = split(subjects, column, " ")
}
FNR == NR {
    if ($0 ~ /^[a-z]/) {
        tool[++tools] = $1
        title[tools] = $0
        sub(/^[a-z_]+ +/, "", title[tools])
    }
    next
}
{
    key = $1 SUBSEP $2
    spent[key] = $NF
    text = $0
    sub(/^[^ ]+ [^ ]+ /, "", text)
    sub(/ [^ ]+$/, "", text)
    found[key] = text
}
END {
    line = "| Tool |"
    rule = "|---|"
    for (i = 1; i <= columns; i++) {
        line = line " " column[i] " |"
        rule = rule "---|"
    }
    print line " Time |"
    print rule "---:|"
    for (t = 1; t <= tools; t++) {
        line = "| " title[t] " |"
        for (i = 1; i <= columns; i++)
            line = line " " verdict(tool[t], column[i]) " |"
        print line " " factor(tool[t]) " |"
    }
}
