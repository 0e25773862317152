# SPDX-License-Identifier: MIT
# Whether a table of `make amplify` holds what truth.csv says, a complaint a
# line: after table.awk, of tests/truth.csv and of lab 08's amplify.csv. Each
# leak keeps its constant in each mode, whatever the certificates are; peer
# where certificates are refused, in mutual TLS; server its range where there
# is TLS; leaky the sum of them; fixed nothing.

FILENAME == ARGV[1] {
    leak = field("leak")
    bytes[leak] = field("bytes")
    per[leak] = field("per")
    next
}

{
    server = field("server")
    mode = field("mode")
    at = mode " " field("names") "/" field("chain")
    kept = field("kept")
    rows++
    if (kept !~ /^[0-9]+$/ || field("held") !~ /^[1-9][0-9]*$/ || \
        field("allocations") !~ /^[1-9][0-9]*$/)
        print server, at ": not three numbers"
    if (server in bytes) {
        if (!holds(server))
            print server, at ": keeps " kept ", the table says " bytes[server]
        if (per[server] != "refusal") { # whom good clients never see
            sum[at] += kept
            parts[at]++
        }
    } else if (server == "fixed") {
        if (kept != 0)
            print server, at ": keeps " kept
    } else {
        whole[at] = kept
    }
}

function holds(leak,    ends) {
    if (per[leak] == "refusal" && mode != "mutual")
        return kept == 0
    if (split(bytes[leak], ends, "-") == 1)
        return kept == bytes[leak]
    if (mode == "plain")
        return kept > 0 && kept < ends[1]
    if (leak in constant && constant[leak] != kept)
        return 0
    constant[leak] = kept
    return kept >= ends[1] && kept <= ends[2]
}

END {
    for (leak in bytes)
        modules += per[leak] != "refusal"
    for (at in whole)
        if (parts[at] != modules || sum[at] != whole[at])
            print "leaky " at ": keeps " whole[at] ", its " parts[at] + 0 \
                " leaks keep " sum[at] + 0
    if (!rows)
        print "no row"
}
