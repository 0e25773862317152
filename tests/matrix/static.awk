# SPDX-License-Identifier: MIT
# What a static analyser says: "names" if a report of a leak, which a line that
# matches `leak` begins and the next warning ends, has one of functions in it;
# else "left N", how many such reports there are.
BEGIN { split(functions, list, " ") }
/ (warning|error): |^warning: / {
    inside = $0 ~ leak
    left += inside
}
inside {
    for (i in list)
        if (match($0, "(^|[^A-Za-z0-9_])" list[i] "($|[^A-Za-z0-9_])"))
            named = 1
}
END { print named ? "names" : "left " left + 0 }
