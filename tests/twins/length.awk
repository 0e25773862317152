# SPDX-License-Identifier: MIT
# How long C is to read: for each file the lines that it has, and those that
# are code: neither blank nor comment. The last line adds them up.
#     awk -f tests/twins/length.awk FILE...    prints FILE LINES CODE, all N N

BEGIN {
    # What may hide a comment's beginning: a text, a character.
    text = "^\"([^\"\\\\]|\\\\.)*\""
    character = "^'([^'\\\\]|\\\\.)*'"
}

# A line without its comments; `inside` says whether one goes on.
function code(line,    kept) {
    while (line != "") {
        if (inside) {
            if (!index(line, "*/"))
                return kept
            line = substr(line, index(line, "*/") + 2)
            inside = 0
        } else if (substr(line, 1, 2) == "/*") {
            line = substr(line, 3)
            inside = 1
        } else if (match(line, text) || match(line, character)) {
            kept = kept substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
        } else {
            kept = kept substr(line, 1, 1)
            line = substr(line, 2)
        }
    }
    return kept
}

FNR == 1 {
    files[++count] = FILENAME
    inside = 0
}

{
    lines[FILENAME]++
    if (code($0) ~ /[^ \t]/)
        coded[FILENAME]++
}

END {
    for (i = 1; i <= count; i++) {
        print files[i], lines[files[i]] + 0, coded[files[i]] + 0
        all += lines[files[i]]
        all_coded += coded[files[i]]
    }
    print "all", all + 0, all_coded + 0
}
