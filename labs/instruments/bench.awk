# SPDX-License-Identifier: MIT
# The table in fixed/README.md, of bench.csv: how many times as cheap as nginx,
# the median of all rounds, and the least and the most. A round is compared
# with nginx in the same round.
BEGIN {
    FS = ","
    split("full resumed kept", what, " ")
    title["fixed"] = "this service"
    title["fixed-verifies"] = "with `--verify-cache 0`"
    title["nginx"] = "nginx"
    title["nginx-no-tickets"] = "with `ssl_session_tickets off`"
    title["haproxy"] = "haproxy"
    title["node"] = "Node's https"
}

/^#/ || /^round,/ { next }

{
    if (!($2 in version))
        order[++servers] = $2
    version[$2] = $3
    rounds = $1 > rounds ? $1 : rounds
    for (i = 4; i <= 8; i++)
        figure[$2, i, $1] = $i
}

# Of list[1..n]; sorts it.
function sort(list, n, i, j, one) {
    for (i = 2; i <= n; i++) {
        one = list[i]
        for (j = i - 1; j >= 1 && list[j] > one; j--)
            list[j + 1] = list[j]
        list[j + 1] = one
    }
}

function spread(server, column, form, ratio, list, n, r) {
    n = 0
    for (r = 1; r <= rounds; r++) {
        if (figure[server, column, r] == "" ||
            (ratio && !("nginx" in version)))
            continue
        list[++n] = ratio ? figure["nginx", column, r] / \
            figure[server, column, r] : figure[server, column, r]
    }
    if (n == 0)
        return "–"
    sort(list, n)
    if (sprintf(form, list[1]) == sprintf(form, list[n]))
        return sprintf(form, list[1])
    return sprintf(form " (" form " to " form ")", \
        list[int((n + 1) / 2)], list[1], list[n])
}

END {
    print "| server | full handshake and GET | resumed and GET | GET, kept alive | KiB for an idle client | MiB at the start |"
    print "| --- | --- | --- | --- | --- | --- |"
    for (i = 1; i <= servers; i++) {
        one = order[i]
        for (r = 1; r <= rounds; r++)
            if (figure[one, 8, r] != "")
                figure[one, 8, r] /= 1024
        printf "| %s%s | %s | %s | %s | %s | %s |\n", title[one], \
            version[one] != "" && one !~ /-/ ? " " version[one] : "", \
            spread(one, 4, "%.2f", 1), spread(one, 5, "%.2f", 1), \
            spread(one, 6, "%.2f", 1), spread(one, 7, "%.1f", 0), \
            spread(one, 8, "%.1f", 0)
    }
}
