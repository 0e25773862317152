# SPDX-License-Identifier: MIT
# The table in README.md, of servers.csv: what all runs have said of a server,
# as it comes and with 24 bytes lost at each accept.
BEGIN {
    title["openssl"] = "openssl s_server"
    title["nginx"] = "nginx, `ssl_verify_client on`"
    title["stunnel"] = "stunnel, `verifyChain`"
    title["stunnel-no-resume"] = "likewise, with `sessionResume = no`"
    title["haproxy"] = "haproxy, one thread"
    title["haproxy-2"] = "haproxy, two threads"
    title["haproxy-2-no-cache"] = "haproxy, two threads, `-dMno-cache`"
    title["node"] = "Node's https, `requestCert`"
}

{
    if (!($2 in version))
        order[++servers] = $2
    version[$2] = $3
    between = ($2, $4) in said
    if (!(($2, $4, $5) in seen))
        said[$2, $4] = said[$2, $4] (between ? "; or " : "") $5
    seen[$2, $4, $5] = 1
    steps[$2, $4] = steps[$2, $4] (between ? ", " : "") $6
    if (!($1 in least) || $7 < least[$1])
        least[$1] = $7
    if (!($1 in most) || $7 > most[$1])
        most[$1] = $7
    runs = $1 > runs ? $1 : runs
}

function cell(server, lost) {
    if (!((server, lost) in said))
        return "not tried"
    return said[server, lost] " (" steps[server, lost] ")"
}

END {
    print "| server | as it comes | with 24 B lost at each accept |"
    print "| --- | --- | --- |"
    for (i = 1; i <= servers; i++)
        print "| " title[order[i]] ", " version[order[i]] " | " \
            cell(order[i], 0) " | " cell(order[i], 24) " |"
    print ""
    text = "In brackets: the handshakes of each run. Load:"
    for (i = 1; i <= runs; i++)
        text = text " " least[i] " to " most[i] (i < runs ? ";" : ".")
    print text
}
