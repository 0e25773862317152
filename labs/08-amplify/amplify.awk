# SPDX-License-Identifier: MIT
# What amplify.csv says, over all its certificates: Markdown for the lab's
# README; with -v form=bars the data of amplify.gnuplot.

BEGIN {
    modes = split("plain oneway mutual", mode, " ")
    kinds = split("kept held allocations", kind, " ")
}

{
    server = field("server")
    if (!(server in place)) {
        place[server] = ++servers
        names[servers] = server
    }
    for (k = 1; k <= kinds; k++)
        widen(server SUBSEP field("mode") SUBSEP kind[k], field(kind[k]))
    if (server == "fixed")
        certificate[field("mode"), field("names"), field("chain")] = $0
}

function widen(key, value) {
    if (!(key in least) || value < least[key])
        least[key] = value + 0
    if (!(key in most) || value > most[key])
        most[key] = value + 0
}

function range(server, mode, kind,    key) {
    key = server SUBSEP mode SUBSEP kind
    if (!(key in least))
        return "–"
    return grouped(least[key]) (least[key] == most[key] ? "" : \
        " to " grouped(most[key]))
}

# Of fixed/.
function of_case(what, mode, names, chain,    fields) {
    split(certificate[mode, names, chain], fields, ",")
    return fields[column[what]] + 0
}

function tell_case(text, names, chain) {
    printf "| %s, a chain of %d | %s | %s |\n", text, chain, \
        grouped(of_case("held", "mutual", names, chain)), \
        grouped(of_case("allocations", "mutual", names, chain))
}

function markdown(    i, m, chain) {
    print "| server | kept: plain | one-way | mutual | held: plain | one-way" \
        " | mutual |"
    print "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for (i = 1; i <= servers; i++) {
        printf "| `%s` |", names[i]
        for (m = 1; m <= modes; m++)
            printf " %s |", range(names[i], mode[m], "kept")
        for (m = 1; m <= modes; m++)
            printf " %s |", range(names[i], mode[m], "held")
        print ""
    }
    print ""
    print "| `fixed`, mutual | bytes held | allocations |"
    print "| --- | ---: | ---: |"
    for (chain = 1; chain <= 3; chain++)
        tell_case("1 name", 1, chain)
    for (chain = 1; chain <= 3; chain++)
        tell_case("300 names", 300, chain)
}

function curve(mode, names, text,    chain) {
    for (chain = 1; chain <= 3; chain++)
        printf "%d %d %d \"%s\"\n", chain, \
            of_case("held", mode, names, chain), \
            of_case("allocations", mode, names, chain), text
    printf "\n\n"
}

function bars(    i, m, k, key) {
    for (k = 1; k <= 2; k++) {
        for (m = 1; m <= modes; m++) {
            for (i = 1; i <= servers; i++) {
                key = names[i] SUBSEP mode[m] SUBSEP kind[k]
                printf "%s %d %d \"%s\"\n", names[i], least[key], most[key], \
                    range(names[i], mode[m], kind[k])
            }
            printf "\n\n"
        }
    }
    curve("mutual", 300, "mutual, 300 names")
    curve("mutual", 1, "mutual, 1 name")
    curve("oneway", 300, "TLS, 1 or 300 names")
}

END {
    if (!servers)
        exit 1
    if (form == "bars")
        bars()
    else
        markdown()
}
