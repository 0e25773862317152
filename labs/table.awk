# SPDX-License-Identifier: MIT
# What the scripts share that make a text of a table: awk -f table.awk -f
# NAME.awk NAME.csv. They see the rows alone; a note in it is written by hand,
# and goes with the next run of what makes the table.

BEGIN { FS = "," }

FNR == 1 { header = "" }
/^# note: / { note = substr($0, 9) }
/^#/ || /^$/ { next }

header == "" { # the columns may be in any order
    header = $0
    for (i = 1; i <= NF; i++)
        column[$i] = i
    next
}

function field(name) {
    return $column[name]
}

# 16424 as 16,424
function grouped(number) {
    while (match(number, /[0-9][0-9][0-9][0-9]($|,)/))
        number = substr(number, 1, RSTART) "," substr(number, RSTART + 1)
    return number
}

# Of list[1..n]; sorts it.
function median(list, n,    i, j, one) {
    for (i = 2; i <= n; i++) {
        one = list[i]
        for (j = i - 1; j >= 1 && list[j] > one; j--)
            list[j + 1] = list[j]
        list[j + 1] = one
    }
    return list[int((n + 1) / 2)]
}

# The median, and the least and the most if they are written otherwise.
function spread(list, n, form,    text) {
    text = sprintf(form, median(list, n))
    if (sprintf(form, list[1]) != sprintf(form, list[n]))
        text = text sprintf(" (" form " to " form ")", list[1], list[n])
    return text
}
