# SPDX-License-Identifier: MIT
# Whether an output is what a text quotes: awk -f match.awk WANT REAL; exit
# status 0 or 1. A line of the text that is only `...` stands for any number
# of lines.

FILENAME == ARGV[1] { want[++wanted] = $0; next }
{ real[++count] = $0 }

END {
    w = r = 1
    while (r <= count) {
        if (w <= wanted && want[w] == "...") {
            dots = w++
            from = r
        } else if (w <= wanted && want[w] == real[r]) {
            w++
            r++
        } else if (dots) { # they stand for one line more, then
            w = dots + 1
            r = ++from
        } else
            exit 1
    }
    while (w <= wanted && want[w] == "...")
        w++
    exit w <= wanted
}
