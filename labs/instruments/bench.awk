# SPDX-License-Identifier: MIT
# The table in fixed/README.md, of bench.csv: how many times as cheap as nginx,
# the median of all rounds, and the least and the most. A round is compared
# with nginx in the same round. With -v picture=1: the medians alone, for
# bench.gnuplot.
BEGIN {
    split("full resumed kept", what, " ")
    title["fixed"] = "this service"
    title["fixed-verifies"] = "with `--verify-cache 0`"
    title["nginx"] = "nginx"
    title["nginx-no-tickets"] = "with `ssl_session_tickets off`"
    title["haproxy"] = "haproxy"
    title["node"] = "Node's https"
}

{
    if (!($2 in version))
        order[++servers] = $2
    version[$2] = $3
    rounds = $1 > rounds ? $1 : rounds
    for (i = 4; i <= 8; i++)
        figure[$2, i, $1] = $i
}

function cell(server, column, form, ratio, list, n, r) {
    n = 0
    for (r = 1; r <= rounds; r++) {
        if (figure[server, column, r] == "" ||
            (ratio && !("nginx" in version)))
            continue
        list[++n] = ratio ? figure["nginx", column, r] / \
            figure[server, column, r] : figure[server, column, r]
    }
    if (n == 0)
        return picture ? "?" : "–"
    return picture ? sprintf(form, median(list, n)) : spread(list, n, form)
}

# For the picture: what is a server with an option has two lines.
function label(server, whose, text) {
    whose = server
    sub(/-.*/, "", whose)
    text = title[server]
    gsub(/`/, "", text)
    sub(/^with /, title[whose] ",\\n", text)
    return "\"" text "\""
}

END {
    if (picture) {
        for (i = 1; i <= servers; i++)
            print label(order[i]) "\t" cell(order[i], 4, "%.2f", 1) "\t" \
                cell(order[i], 5, "%.2f", 1) "\t" \
                cell(order[i], 6, "%.2f", 1)
        exit
    }
    print "| server | full handshake and GET | resumed and GET | GET, kept alive | KiB for an idle client | MiB at the start |"
    print "| --- | --- | --- | --- | --- | --- |"
    for (i = 1; i <= servers; i++) {
        one = order[i]
        for (r = 1; r <= rounds; r++)
            if (figure[one, 8, r] != "")
                figure[one, 8, r] /= 1024
        printf "| %s%s | %s | %s | %s | %s | %s |\n", title[one], \
            version[one] != "" && one !~ /-/ ? " " version[one] : "", \
            cell(one, 4, "%.2f", 1), cell(one, 5, "%.2f", 1), \
            cell(one, 6, "%.2f", 1), cell(one, 7, "%.1f", 0), \
            cell(one, 8, "%.1f", 0)
    }
    if (note != "")
        print "\n" note
}
