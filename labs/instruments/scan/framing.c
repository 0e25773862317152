/* SPDX-License-Identifier: MIT */
/*
 * Requests whose end can be read in two ways: who stands before the server
 * may read it the other way, and what follows is then somebody else's.
 */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "findings.h"

#define HEAD "GET %s HTTP/1.1\r\nHost: %s\r\n"

static const struct framing {
    enum kind_id kind;
    const char *name;
    const char *format; /* of route, host, route and host */
    bool whether_it_goes_on;
} framings[] = {
    {TWO_LENGTHS, "Content-Length: 1 and Content-Length: 2",
     HEAD "Content-Length: 1\r\nContent-Length: 2\r\n\r\n..", false},
    /* RFC 9112, 6.1: a server may answer, but then has to close. */
    {LENGTH_AND_CODING, "Content-Length: 5 and Transfer-Encoding: chunked",
     HEAD
     "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HEAD
     "\r\n",
     true},
    {BLANK_BEFORE_COLON, "X-Scan : 1", HEAD "X-Scan : 1\r\n\r\n", false},
};

static const struct framing no_host = {NO_HOST, "HTTP/1.1 without Host",
                                       "GET %s HTTP/1.1\r\n\r\n", false};

/* `usual` is the status of the request without a fault. */
static void try_framing(const struct scan *scan, const struct framing *framing,
                        const char *request, long usual)
{
    scoped_outcome struct outcome outcome = {0};
    bool taken = false;

    ask(scan,
        &(struct visit){.client = scan->inside,
                        .minor = scan->minor,
                        .request = request,
                        .second = framing->whether_it_goes_on ? "" : NULL},
        &outcome);
    if (outcome.end == END_SILENT || outcome.end == END_OURS)
        not_judged("%s: nothing comes", framing->name);
    if (outcome.end != END_ANSWER)
        return;
    taken = outcome.answer.status < 300 || outcome.answer.status == usual;
    if (framing->whether_it_goes_on)
        taken = taken && outcome.second != 0;
    if (taken)
        found(framing->kind, "%s: answer %ld%s", framing->name,
              outcome.answer.status,
              framing->whether_it_goes_on ? ", and one more" : "");
    else
        fact("framing: %s: answer %ld", framing->name, outcome.answer.status);
}

void look_at_framing(struct scan *scan)
{
    scoped_outcome struct outcome usual = {0};
    const char *route = scan->options->routes[0];
    char request[4 * REQUEST_SIZE];

    if (scan->inside == NULL)
        return;
    (void)scan_request(scan, request, "GET", route);
    ask(scan,
        &(struct visit){
            .client = scan->inside, .minor = scan->minor, .request = request},
        &usual);
    if (usual.end != END_ANSWER || usual.answer.status == 400) {
        not_judged("framing: a request without a fault is answered %ld",
                   usual.answer.status);
        return;
    }
    for (size_t i = 0; i < sizeof framings / sizeof *framings; i++) {
        (void)snprintf(request, sizeof request, framings[i].format, route,
                       scan->host, route, scan->host);
        try_framing(scan, &framings[i], request, usual.answer.status);
    }
    (void)snprintf(request, sizeof request, no_host.format, route);
    try_framing(scan, &no_host, request, usual.answer.status);
}
