/* SPDX-License-Identifier: MIT */
#include "tells.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "findings.h"

#include "probe/failure.h"

/* ---- One answer -------------------------------------------------------- */

/* Finds the first match, cut to what a line holds. False if there is none. */
static bool match(const char *pattern, const char *text, char part[80])
{
    regex_t regex;
    regmatch_t place;
    bool is = false;

    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NEWLINE) != 0)
        fail_because("a pattern of our own is wrong: %s", pattern);
    is = text != NULL && regexec(&regex, text, 1, &place, 0) == 0;
    regfree(&regex);
    if (is)
        (void)snprintf(part, 80, "%.*s", (int)(place.rm_eo - place.rm_so),
                       text + place.rm_so);
    return is;
}

static void look_at_programs(const struct http_response *answer,
                             const char *whom)
{
    static const char *const names[] = {"Server", "X-Powered-By", "Via",
                                        "X-AspNet-Version", "X-Runtime"};
    static const char program[] =
        "(nginx|openresty|Apache|lighttpd|[Hh][Aa][Pp]roxy|Jetty|Tomcat|"
        "Express|Node\\.js|Werkzeug|gunicorn|libmicrohttpd|GnuTLS|OpenSSL|"
        "Python|PHP|Go)[ /]v?[0-9]+\\.[0-9.]*[0-9]";
    char part[80];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = response_header(answer, names[i]);

        if (match("[A-Za-z].*[0-9]+\\.[0-9]", value, part))
            found(BANNER, "%s: %.80s, told to %s", names[i], value, whom);
    }
    /* Other bodies are what was asked for. */
    if (answer->status >= 400 && match(program, answer->body, part))
        found(BANNER, "in a body: %s, told to %s", part, whom);
}

void tells_look(const struct http_response *answer, bool stranger,
                const char *what)
{
    static const char *const inside[] = {
        "Traceback \\(most recent call last\\)",
        "^ *at [^ ]+ .*:[0-9]+:[0-9]+",
        "[a-z_]+\\.(c|cc|js|ts|py|rb|go|java):[0-9]+",
        "(^|[^A-Za-z0-9_./-])/(home|root|usr|var|opt|srv)/[a-z0-9_.-]+",
    };
    char part[80];

    look_at_programs(answer, stranger ? "strangers" : "clients");
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        if (answer->status >= 400 && match(inside[i], answer->body, part))
            found(ERROR_TELLS, "%s: %s", what, part);
    }
}

/* ---- What makes a server say more -------------------------------------- */

static void provoke(const struct scan *scan, const char *what,
                    const char *request, struct outcome *outcome)
{
    ask(scan,
        &(struct visit){
            .client = scan->inside, .minor = scan->minor, .request = request},
        outcome);
    if (outcome->end == END_ANSWER)
        tells_look(&outcome->answer, false, what);
}

static void look_at_errors(const struct scan *scan)
{
    static const struct {
        const char *what, *method, *route;
    } cases[] = {
        {"a route that is not there", "GET", "/scan-is-not-there"},
        {"a broken escape", "GET", "/%zz"},
        {"a path upwards", "GET", "/../../etc/hostname"},
        {"a line that is no request", "GET", "/ and more"},
    };
    char request[REQUEST_SIZE];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scoped_outcome struct outcome outcome = {0};

        provoke(scan, cases[i].what,
                scan_request(scan, request, cases[i].method, cases[i].route),
                &outcome);
    }
}

/* ---- Methods ----------------------------------------------------------- */

#define MARK "scan-6d1f"

/* Returns the status of the same route by GET. */
static long look_at_route(const struct scan *scan, const char *route)
{
    scoped_outcome struct outcome outcome = {0};
    char request[REQUEST_SIZE], what[120];

    (void)snprintf(what, sizeof what, "GET %.100s", route);
    provoke(scan, what, scan_request(scan, request, "GET", route), &outcome);
    return outcome.answer.status;
}

static void look_at_methods(const struct scan *scan, const char *route)
{
    scoped_outcome struct outcome options = {0};
    scoped_outcome struct outcome trace = {0};
    scoped_outcome struct outcome unknown = {0};
    char request[REQUEST_SIZE];
    const char *allow = NULL;
    long get = look_at_route(scan, route);

    provoke(scan, "OPTIONS", scan_request(scan, request, "OPTIONS", route),
            &options);
    allow = options.end == END_ANSWER
                ? response_header(&options.answer, "Allow")
                : NULL;
    if (allow != NULL)
        fact("methods: %s: Allow: %s", route, allow);
    (void)snprintf(request, sizeof request,
                   "TRACE %s HTTP/1.1\r\nHost: %s\r\nX-Scan: " MARK "\r\n\r\n",
                   route, scan->host);
    provoke(scan, "TRACE", request, &trace);
    if (trace.end == END_ANSWER && trace.answer.status < 300 &&
        strstr(trace.answer.body, MARK) != NULL)
        found(TRACE_ECHOES, "TRACE %s", route);
    provoke(scan, "a method that does not exist",
            scan_request(scan, request, "SCAN", route), &unknown);
    if (unknown.end == END_ANSWER && get < 300 && unknown.answer.status == get)
        found(ANY_METHOD, "SCAN %s: answer %ld", route, unknown.answer.status);
}

void look_at_tells(struct scan *scan)
{
    if (scan->inside == NULL)
        return;
    look_at_errors(scan);
    for (size_t i = 0; i < scan->options->route_count; i++)
        look_at_methods(scan, scan->options->routes[i]);
}
