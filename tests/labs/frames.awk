# SPDX-License-Identifier: MIT
# What is the same in every version of a stack that valgrind prints:
# awk -v ours="server.c peer.c ..." -f frames.awk. A frame of these files
# stays, but for what a compiler adds to a function's name; a function that it
# has cut in two is one. Of a frame of valgrind's own the function stays, of
# the libraries' the one that our code has called: what they call in turn, and
# who has called us, differs.

BEGIN {
    split(ours, files, " ")
    for (i in files)
        is_ours[files[i]] = 1
}

!/^==PID== +(at|by) 0xADDR: .* \(.*\)$/ {
    called = last = ""
    print
    next
}

{
    place = $0
    sub(/.* \(/, "", place)
    sub(/(:[0-9]+)?\)$/, "", place)
}

place ~ /^vg_replace_|\/vgpreload_/ {
    sub(/ \([^(]*$/, " (VALGRIND)")
    called = last = ""
    print
    next
}

place in is_ours {
    sub(/(\.(part|isra|constprop|cold|lto_priv)(\.[0-9]+)?)+ \(/, " (")
    if (called != "")
        print called
    called = ""
    if ($4 " " place != last)
        print
    last = $4 " " place
    next
}

{
    sub(/ \([^(]*$/, " (LIBRARY)")
    called = $0
    last = ""
}
