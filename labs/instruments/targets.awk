# SPDX-License-Identifier: MIT
# The second table in fixed/README.md: what is aimed at, of targets.csv and of
# bench.csv beside it. A line is the median of all rounds, the least and the
# most; and for what is missed, what stands against it.
BEGIN {
    file = ARGV[1]
    sub(/targets\.csv$/, "bench.csv", file)
    while ((getline line <file) > 0) {
        split(line, part, ",")
        if (part[1] + 0 == 0)
            continue
        for (i = 4; i <= 8; i++)
            beside[part[1], part[2], i] = part[i]
        rounds = part[1] > rounds ? part[1] : rounds
    }
}

{
    value[$1, $2] = $3
    rounds = $1 > rounds ? $1 : rounds
}

function ratio(a, b) {
    return a == "" || b == "" || b == 0 ? "" : a / b
}

function share(a, b) { # percent that came back of what was taken
    return a == "" ? "" : 100 * (1 - a / b)
}

# One figure of one round, or nothing.
function figure(what, r) {
    if (what == "full")
        return ratio(beside[r, "nginx", 4], beside[r, "fixed", 4])
    if (what == "full-verifies")
        return ratio(beside[r, "nginx", 4], beside[r, "fixed-verifies", 4])
    if (what == "memory")
        return ratio(beside[r, "fixed", 4], value[r, "memory-trust"])
    if (what == "memory-verifies")
        return ratio(beside[r, "fixed-verifies", 4], value[r, "memory-verify"])
    if (what == "socket")
        return ratio(value[r, "socket-trust"], value[r, "memory-trust"])
    if (what == "resumed")
        return ratio(beside[r, "nginx", 5], beside[r, "fixed", 5])
    if (what == "kept")
        return ratio(beside[r, "nginx", 6], beside[r, "fixed", 6])
    if (what == "idle")
        return beside[r, "fixed", 7]
    if (what == "start")
        return beside[r, "fixed", 8] == "" ? "" : beside[r, "fixed", 8] / 1024
    if (what == "back")
        return (r, "rss-most") in value ? \
            share(value[r, "rss-after"] - value[r, "rss-before"], \
                value[r, "rss-most"] - value[r, "rss-before"]) : ""
    if (what == "many" || what == "many-poll") {
        loop = what == "many" ? "epoll" : "poll"
        return ratio(value[r, "kept-" loop], value[r, "kept-idle-" loop])
    }
    return value[r, what]
}

# Those of all rounds, in `list`; how many.
function figures(what, list, n, r, one) {
    n = 0
    for (r = 1; r <= rounds; r++) {
        one = figure(what, r)
        if (one != "")
            list[++n] = one + 0
    }
    return n
}

# A row. `sign` is <= or >=; `against` is told of what is missed.
function row(text, what, form, sign, target, against, list, n, one, met) {
    n = figures(what, list)
    if (n == 0) {
        printf "| %s | %s " form " | – | not measured |\n", text, \
            sign == "<=" ? "at most" : "at least", target
        return
    }
    one = median(list, n)
    met = sign == "<=" ? one <= target : one >= target
    printf "| %s | %s " form " | %s | %s |\n", text, \
        sign == "<=" ? "at most" : "at least", target, \
        spread(list, n, form), met ? "met" : against
}

END {
    n = figures("socket", list)
    if (n > 0)
        sockets = "a socket: a server on GnuTLS that does nothing else" \
            " takes " spread(list, n, "%.2f") " times that. And "
    sockets = sockets "what is asked of the client's certificate" \
        " (libtasn1, libc)"
    many = value[1, "idle-many"]
    shakes = figure_of_any("handshakes")
    print "| what | target | measured | what stands against it |"
    print "| --- | --- | --- | --- |"
    row("full handshake and GET, times as cheap as nginx", "full", "%.2f", \
        ">=", 1.9, handshake)
    row("the same with `--verify-cache 0`", "full-verifies", "%.2f", ">=", \
        1.35, handshake)
    row("full handshake and GET, times the same in memory", "memory", \
        "%.2f", "<=", 1.12, sockets)
    row("the same with `--verify-cache 0`", "memory-verifies", "%.2f", "<=", \
        1.12, "the same")
    row("resumed and GET, times as cheap as nginx", "resumed", "%.2f", ">=", \
        2.3, "a client that resumes is judged anew")
    row("GET, kept alive, times as cheap as nginx", "kept", "%.2f", ">=", 1, \
        "libmicrohttpd makes a system call to push each answer, and GnuTLS" \
        " two to read a record")
    row("MiB at the start", "start", "%.1f", "<=", 6, \
        "the pages of the libraries")
    row("KiB of RSS for an idle client", "idle", "%.1f", "<=", 16, idle)
    row("blocks more after " shakes " handshakes", "growth", "%d", "<=", 0, \
        "a leak")
    row("percent of 1000 idle clients' RSS that come back", "back", "%.0f", \
        ">=", 75, "blocks of today's clients among those that have gone")
    row("percent of a core for ten stalled handshakes", "stalled-epoll", \
        "%.1f", "<=", 2, "a loop that spins while a client thinks")
    row("the same with poll", "stalled-poll", "%.1f", "<=", 2, "")
    row("GET, kept alive, beside " many " idle clients: its speed without" \
        " them is 1", "many", "%.2f", ">=", 0.9, "no client is looked" \
        " at: without them a request's cost differs as much by round")
    row("the same with poll", "many-poll", "%.2f", ">=", 0.9, \
        "poll looks at each client each time: hence epoll")
    if (note != "")
        print "\n" note
}

function figure_of_any(what, r) {
    for (r = 1; r <= rounds; r++)
        if (value[r, what] != "")
            return value[r, what]
    return "the"
}

BEGIN {
    handshake = "as for the same in memory, below"
    idle = "two thirds of it are GnuTLS's, a quarter is" \
        " libmicrohttpd's: `heapmeter stacks --growth` names them"
}
