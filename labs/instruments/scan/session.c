/* SPDX-License-Identifier: MIT */
/*
 * Whether a session is resumed, for how long it could be, and whether a
 * connection takes a second request.
 */
#include "ask.h"
#include "findings.h"

#define DAY 86400

/* Returns whether the client got an answer by this version at all. */
static void look_at_resumption(const struct scan *scan, int minor,
                               const char *request)
{
    scoped_outcome struct outcome first = {0};
    scoped_outcome struct outcome second = {0};
    struct visit visit = {
        .client = scan->inside, .minor = minor, .request = request};

    ask(scan, &visit, &first);
    if (first.end != END_ANSWER)
        return;
    visit.resume = &first.session;
    ask(scan, &visit, &second);
    fact("resumed: TLS 1.%d: %s", minor, second.resumed ? "yes" : "no");
    if (!second.resumed)
        found(NO_RESUMPTION, "TLS 1.%d: %s", minor,
              first.ticket
                  ? "a ticket comes, and is not taken"
                  : "no ticket comes, nor is the session known again");
    if (first.lifetime < 0)
        return;
    fact("resumed: TLS 1.%d: a ticket is good for %ld s", minor,
         first.lifetime);
    if (first.lifetime > DAY)
        found(LONG_TICKET, "TLS 1.%d: %ld s", minor, first.lifetime);
}

static void look_at_keep_alive(const struct scan *scan, const char *request)
{
    scoped_outcome struct outcome outcome = {0};

    ask(scan,
        &(struct visit){.client = scan->inside,
                        .minor = scan->minor,
                        .request = request,
                        .second = request},
        &outcome);
    if (outcome.end != END_ANSWER || outcome.answer.code != CURLE_OK)
        not_judged("keep-alive: the first answer does not come whole");
    else if (outcome.second == 0 && outcome.answer.status >= 400)
        not_judged("keep-alive: the server closes after an answer %ld; give "
                   "a route that is answered with 200",
                   outcome.answer.status);
    else if (outcome.second == 0)
        found(NO_KEEP_ALIVE, "a second request on the connection is not "
                             "answered");
    else
        fact("kept alive: a second request on the connection is answered");
}

void look_at_session(struct scan *scan)
{
    char request[REQUEST_SIZE];

    if (scan->inside == NULL)
        return;
    (void)scan_request(scan, request, "GET", scan->options->routes[0]);
    for (int minor = MINOR_FIRST; minor <= MINOR_LAST; minor++) {
        if (scan->speaks[minor])
            look_at_resumption(scan, minor, request);
    }
    look_at_keep_alive(scan, request);
}
