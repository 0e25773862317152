# SPDX-License-Identifier: MIT
# A tool's file (score.sh) as lines for table.awk: those of its one row go to
# the file `rows`, what it found to stdout. Status 2: a line is no such line.

function wrong(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
    bad = 1
    exit
}

BEGIN { columns = split(subjects, column, " ") }
{ sub(/\r$/, "") }
/^ *(#|$)/ { next }
{
    at = index($0, ",")
    key = at ? substr($0, 1, at - 1) : $0
    value = at ? substr($0, at + 1) : ""
    gsub(/^ +| +$/, "", key)
    gsub(/^ +| +$/, "", value)
    if (index(" " subjects " tool time ", " " key " ") == 0)
        wrong("'" key "' is no server: say tool, time, or one of " subjects)
    if (key in found)
        wrong("there is a line of " key " already")
    found[key] = value
}
key == "tool" {
    if (value == "" || value ~ /[|]/)
        wrong("the name of the tool must be some words, without a |")
    next
}
key == "time" {
    if (value !~ /^[0-9]+(\.[0-9]+)?$/)
        wrong("time is how many times as long it takes, as 1.4")
    next
}
value !~ /^(names|left [0-9]+|grew -?[0-9]+ -?[0-9]+)$/ {
    wrong("'" value "' is none of: names, left N, grew N N")
}
END {
    if (bad)
        exit 2
    if (!("tool" in found))
        wrong("there is no line tool,NAME")
    for (i = 1; i <= columns && !bad; i++)
        if (!(column[i] in found))
            wrong("there is no line of " column[i])
    if (bad)
        exit 2
    print "yours " found["tool"] >rows
    for (i = 1; i <= columns; i++) {
        print "yours", column[i], found[column[i]], \
            int(("time" in found ? found["time"] : 0) * 1000 + 0.5)
        print "rss", column[i], "grew 0 0", ("time" in found ? 1000 : 0)
    }
}
