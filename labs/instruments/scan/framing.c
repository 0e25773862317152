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
    enum {
        ANSWERED,   /* at fault is who answers it */
        GOES_ON,    /* who answers one more, too */
        READS_ALONG /* who answers one more, and otherwise than by itself */
    } fault;
    const char *name;
    const char *format; /* of route, host, route and host */
} framings[] = {
    {TWO_LENGTHS, ANSWERED, "Content-Length: 1 and Content-Length: 2",
     HEAD "Content-Length: 1\r\nContent-Length: 2\r\n\r\n.."},
    /* RFC 9112, 6.1: a server may answer, but then has to close. */
    {LENGTH_AND_CODING, GOES_ON,
     "Content-Length: 5 and Transfer-Encoding: chunked",
     HEAD
     "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HEAD
     "\r\n"},
    /* Of no route, method or host: who reads the body as a request says no. */
    {BODY_AS_REQUEST, READS_ALONG, "GET with a body of 36 bytes",
     HEAD
     "Content-Length: 36\r\n\r\nSCAN /scan-is-not-there HTTP/1.1\r\n\r\n" HEAD
     "\r\n"},
    {BLANK_BEFORE_COLON, ANSWERED, "X-Scan : 1", HEAD "X-Scan : 1\r\n\r\n"},
};

static const struct framing no_host = {
    NO_HOST, ANSWERED, "HTTP/1.1 without Host", "GET %s HTTP/1.1\r\n\r\n"};

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
                        .second = framing->fault != ANSWERED ? "" : NULL},
        &outcome);
    if (outcome.end == END_SILENT || outcome.end == END_OURS)
        not_judged("%s: nothing comes", framing->name);
    if (outcome.end != END_ANSWER)
        return;
    taken = outcome.answer.status < 300 || outcome.answer.status == usual;
    if (framing->fault != ANSWERED)
        taken = taken && outcome.second != 0;
    if (framing->fault == READS_ALONG)
        taken = taken && outcome.second != usual;
    if (taken && framing->fault != ANSWERED)
        found(framing->kind, "%s: answer %ld, and one more: %ld",
              framing->name, outcome.answer.status, outcome.second);
    else if (taken)
        found(framing->kind, "%s: answer %ld", framing->name,
              outcome.answer.status);
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
