# SPDX-License-Identifier: MIT
# Prints the catalogue of leaks as a Markdown table, from tests/truth.csv.

BEGIN {
    FS = ","
    words["definitely+indirectly"] = "definitely and indirectly lost"
    words["definitely"] = "definitely lost"
    words["possibly"] = "possibly lost"
    words["still reachable"] = "still reachable, which the default report hides"
    words["nothing"] = "nothing: all is freed at exit"
}

/^#/ || /^$/ { next }

!header { # the columns may be in any order
    header = 1
    for (i = 1; i <= NF; i++)
        column[$i] = i
    next
}

{
    if (count++ == 0) {
        print "| module | memcheck at exit | CWE | kept | for each |"
        print "| --- | --- | --- | --- | --- |"
    }
    print row()
}

END { exit count == 0 }

function field(name) {
    return $column[name]
}

# 16424 as 16,424
function grouped(number) {
    while (match(number, /[0-9][0-9][0-9][0-9]($|,)/))
        number = substr(number, 1, RSTART) "," substr(number, RSTART + 1)
    return number
}

# "1 block", "440 bytes", "a constant of 30,000 to 50,000 bytes"
function amount(name, one, many,    ends) {
    if (split(field(name), ends, "-") == 2 && ends[1] != ends[2])
        return grouped(ends[1]) " to " grouped(ends[2]) " " many
    return grouped(ends[1]) " " (ends[1] == 1 ? one : many)
}

function row(    kept, cwe) {
    cwe = field("cwe")
    gsub(/ /, ", ", cwe)
    kept = amount("bytes", "byte", "bytes") " in " \
        amount("blocks", "block", "blocks")
    if (field("descriptors") != "0")
        kept = kept ", " amount("descriptors", "descriptor", "descriptors")
    return "| `" field("leak") "` | " words[field("kind")] " | " cwe " | " kept \
        " | " field("per") " |"
}
