# SPDX-License-Identifier: MIT
# DHAT's JSON, as it writes it: program points, of which "ebk" is the number
# of blocks live at the end and "fs" the stack, as places in the table "ftbl".
# "names" if a stack with live blocks has one of functions in it.
BEGIN { split(functions, list, " ") }
/"ebk":/ {
    match($0, /"ebk":[0-9]+/)
    live = substr($0, RSTART + 6, RLENGTH - 6)
    left += live
}
/"fs":\[/ {
    stack = $0
    sub(/.*"fs":\[/, "", stack)
    sub(/\].*/, "", stack)
    if (live > 0)
        held = held "," stack
    live = 0
}
/"ftbl"/ { table = 1; next }
table && /"/ {
    for (i in list)
        if ($0 ~ ": " list[i] "(\\.[a-z0-9.]*)? \\(")
            guilty[at + 0] = 1
    at++
}
END {
    count = split(held, frames, ",")
    for (i = 1; i <= count; i++)
        if (frames[i] != "" && (frames[i] in guilty))
            named = 1
    print named ? "names" : "left " left + 0
}
