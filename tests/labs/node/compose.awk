# SPDX-License-Identifier: MIT
# A server of lab 13 with some of its sections in place of another's:
#     awk -v only="Requests Streams" -f compose.awk SECTIONS SERVER
# SECTIONS is a server, or a file of sections alone; without `only`, all of its
# sections are taken. Both twins load the same modules, but for two.

function heading() {
    return /^\/\/ ---- [A-Z][a-z]+ ----/ ? $3 : ""
}

FNR == 1 { section = "" }
heading() != "" { section = heading() }

FILENAME == ARGV[1] {
    if (section != "" && (only == "" || index(" " only " ", " " section " ")))
        text[section] = text[section] $0 "\n"
    next
}

/^const (net|\{ pipeline \}) = / { next }
/^const path = / {
    print "const net = require('node:net');"
    print "const { pipeline } = require('node:stream');"
}
section in text {
    printf "%s", text[section]
    text[section] = ""
    next
}
{ print }
