# SPDX-License-Identifier: MIT
# The table in solution.md, of ways.csv: CPU time as a multiple of what a full
# handshake and request cost the shared server in the same round, and what is
# resident. The median of all rounds, and the least and the most.

BEGIN {
    columns = split("full resumed kept", column_name, " ")
    title["leaky"] = "`leaky/server.c`"
    title["stopped"] = "each stopped"
    title["shared"] = "one, shared"
}

{
    server = field("server")
    round = field("round")
    if (!(server in rounds))
        order[++servers] = server
    rounds[server]++
    for (i = 1; i <= columns; i++)
        figure[server, i, round] = field(column_name[i])
    resident[server, round] = field("resident") / 1024
}

function cell(server, i,    list, n) {
    for (n = 1; n <= rounds[server]; n++)
        list[n] = i ? figure[server, i, n] / figure["shared", 1, n] : \
            resident[server, n]
    return spread(list, rounds[server], i ? "%.2f" : "%.0f")
}

END {
    print "| | full handshake | resumed session | kept alive | MiB resident |"
    print "| --- | ---: | ---: | ---: | ---: |"
    for (s = 1; s <= servers; s++)
        printf "| %s | %s | %s | %s | %s |\n", title[order[s]], \
            cell(order[s], 1), cell(order[s], 2), cell(order[s], 3), \
            cell(order[s], 0)
}
