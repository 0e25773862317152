# SPDX-License-Identifier: MIT
# Prints what was tried as a Markdown table, from tried.csv.

BEGIN { FS = "," }
/^#/ || /^$/ { next }
{
    line = "|"
    for (i = 1; i <= NF; i++)
        line = line " " $i " |"
    print line
    if (!header++) {
        gsub(/[^|]+/, " --- ", line)
        print line
    }
}
