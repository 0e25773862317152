# SPDX-License-Identifier: MIT
# Prints what was tried as a Markdown table, from tried.csv.

!told++ {
    rule = header
    gsub(/[^,]+/, "---", rule)
    print line(header)
    print line(rule)
}

{ print line($0) }

function line(text) {
    gsub(/,/, " | ", text)
    return "| " text " |"
}
