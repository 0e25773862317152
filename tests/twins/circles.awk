# SPDX-License-Identifier: MIT
# Which files of one program call each other: circles.awk FILE.c...
# Prints "CALLER CALLED" for each pair, without their endings, for tsort(1),
# which says where that goes in a circle. A call is a word before a bracket
# that no function of the caller's own has, and one file of its program defines.

# A program is a folder below these, or the whole of fixed/.
function program(file) {
    if (match(file, /(labs\/instruments|labs|tests)\/[^\/]*\//))
        return substr(file, RSTART, RLENGTH)
    return "fixed/"
}

FNR == 1 {
    node = FILENAME
    sub(/\.c$/, "", node)
    nodes[node] = program(FILENAME)
    comment = 0
}

/^ *\/\*/ { comment = 1 }
comment { if (/\*\//) comment = 0; next }

{
    gsub(/"([^"\\]|\\.)*"/, "")
    sub(/\/\*.*\*\//, "")
}

# The first line of a function's definition stands at the margin.
/^[a-z].*\(/ && !/;$/ {
    name = $0
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
    own[node, name] = 1
    if ($1 != "static")
        home[nodes[node], name] = node
    next
}

{
    while (match($0, /[a-z_][a-z_0-9]*\(/)) {
        called[node, substr($0, RSTART, RLENGTH - 1)] = 1
        $0 = substr($0, RSTART + RLENGTH)
    }
}

END {
    for (pair in called) {
        split(pair, part, SUBSEP)
        there = home[nodes[part[1]], part[2]]
        if (there != "" && there != part[1] && !(pair in own))
            edges[part[1] " " there] = 1
    }
    for (edge in edges)
        print edge
}
