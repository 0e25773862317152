# SPDX-License-Identifier: MIT
# Prints the catalogue of leaks as a Markdown table, from tests/truth.csv.

BEGIN {
    words["definitely+indirectly"] = "definitely and indirectly lost"
    words["definitely"] = "definitely lost"
    words["possibly"] = "possibly lost"
    words["still reachable"] = "still reachable, which the default report hides"
    words["nothing"] = "nothing: all is freed at exit"
}

{
    if (count++ == 0) {
        print "| module | memcheck at exit | CWE | kept | for each |"
        print "| --- | --- | --- | --- | --- |"
    }
    print row()
}

END { exit count == 0 }

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
