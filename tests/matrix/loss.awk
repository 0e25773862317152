# SPDX-License-Identifier: MIT
# What memcheck lost: "names" if a loss record's stack has one of functions in
# it; else "left N", the blocks it counts, be they shown or only summed up.
# With kinds="definitely|possibly" only such records count as shown.
BEGIN { split(functions, list, " ") }
{ sub(/^==[0-9]+== ?/, "") }
/ in loss record / && $0 ~ kinds {
    inside = 1
    blocks = $0
    # Of a search for what has increased: by how much, "2 (+2) blocks".
    sub(/.* in /, "", blocks)
    if ($0 ~ / in [0-9,]+ (\([^)]*\) )?blocks/) {
        match($0, / in [0-9,]+ (\([^)]*\) )?blocks/)
        blocks = substr($0, RSTART + 4)
    }
    gsub(/,/, "", blocks)
    shown += blocks
}
/^ *$/ { inside = 0 }
inside && /^   (at|by) 0x/ {
    for (i in list)
        if ($0 ~ ": " list[i] "(\\.[a-z0-9.]*)? \\(")
            named = 1
}
/(lost|reachable): [0-9,]+ / {
    blocks = $0
    sub(/.* in /, "", blocks)
    gsub(/,/, "", blocks)
    sum += blocks
    # While it runs there is always something: what increased is shown.
    if ($0 ~ /\([+-]/) increased = 1
}
END {
    if (named)
        print "names"
    else
        print "left", (increased ? shown : sum) + 0
}
