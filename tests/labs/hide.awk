# SPDX-License-Identifier: MIT
# For the diff of a text and a real run: awk -f hide.awk WANT REAL prints REAL
# with a `...` for the lines that a `...` of the text stands for, as far as
# that can be told: those up to the line that follows it in the text.

FILENAME == ARGV[1] { want[++wanted] = $0; next }
{ real[++count] = $0 }

END {
    r = 1
    for (w = 1; w <= wanted && r <= count; w++) {
        if (want[w] != "...")
            print real[r++]
        else if (w == wanted) {
            print "..."
            exit
        } else {
            for (next_one = r; next_one <= count; next_one++)
                if (real[next_one] == want[w + 1])
                    break
            if (next_one <= count) {
                print "..."
                r = next_one
            }
        }
    }
    while (r <= count)
        print real[r++]
}
