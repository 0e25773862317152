# SPDX-License-Identifier: MIT
# The leaks of heaptrack_print: "names" if the stack of at least as many calls
# as least has one of functions in it; else how many bytes it says leaked.
# Fewer calls are not the leak of a step: at fixed's exit, too, it finds the
# thread-local memory of the one daemon's thread.
BEGIN {
    split(functions, list, " ")
    scale["B"] = 1
    scale["K"] = 1000
    scale["M"] = 1000000
}
/^MEMORY LEAKS/ { inside = 1; next }
/^[A-Z][A-Z ]+$/ || /^total runtime/ { inside = 0 }
inside && / leaked over [0-9]+ calls/ {
    match($0, /over [0-9]+/)
    calls = substr($0, RSTART + 5, RLENGTH - 5) + 0
}
inside {
    for (i in list)
        if ($1 == list[i] && calls >= least)
            named = 1
}
/^total memory leaked: / {
    unit = substr($4, length($4))
    left = int($4 * scale[unit])
}
END { print named ? "names" : "left " left + 0 }
