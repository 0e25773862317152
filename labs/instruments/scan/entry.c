/* SPDX-License-Identifier: MIT */
/*
 * Who is let in: each client, by each version, on each route, and once more
 * by the ticket that it got.
 */
#include <stdio.h>

#include "ask.h"
#include "findings.h"
#include "tells.h"

#include "probe/failure.h"

enum verdict {
    IS_IN,
    REFUSED_BY_TLS,    /* by an alert, or an end */
    REFUSED_BY_ANSWER, /* of HTTP */
    CANNOT_TELL
};

/* What servers say to one without a certificate; 495 and 496 are nginx's. */
static bool is_refusal(long status)
{
    return status == 400 || status == 401 || status == 403 || status == 495 ||
           status == 496;
}

/* `known` is the status that a client gets which is let in; 0: nobody knows. */
static enum verdict judge(const struct outcome *outcome, long known)
{
    long status = outcome->answer.status;

    if (outcome->end == END_ALERT || outcome->end == END_CLOSED)
        return REFUSED_BY_TLS;
    if (outcome->end != END_ANSWER)
        return CANNOT_TELL;
    if (status < 300)
        return IS_IN;
    if (known != 0 && status != known)
        return REFUSED_BY_ANSWER;
    if (known != 0)
        return is_refusal(status) ? CANNOT_TELL : IS_IN;
    return is_refusal(status) ? REFUSED_BY_ANSWER : CANNOT_TELL;
}

/* ---- One client, one version, one route -------------------------------- */

struct attempt {
    const struct scan *scan;
    const struct client *client;
    int minor;
    const char *route;
    long known;
};

/*
 * A server that closes with our request unread ends by a reset, and then its
 * alert may not have been read. So it is asked once more, by one who listens.
 */
static void try_to_hear(const struct attempt *attempt, struct outcome *outcome)
{
    const struct visit visit = {.client = attempt->client,
                                .minor = attempt->minor};

    for (int i = 0; i < 3 && outcome->end == END_CLOSED; i++) {
        outcome_free(outcome);
        ask(attempt->scan, &visit, outcome);
    }
}

static void tell(const struct attempt *attempt, const struct outcome *outcome,
                 enum verdict verdict, const char *how)
{
    char text[OUTCOME_TEXT];
    const char *what = outcome_text(outcome, text);
    const struct client *client = attempt->client;

    switch (verdict) {
    case IS_IN:
        if (outcome->wanted || outcome->resumed)
            found(client->kind, "%s, TLS 1.%d%s, GET %s: %s", client->name,
                  attempt->minor, how, attempt->route, what);
        else /* nobody has shown one */
            found(NONE_LET_IN,
                  "TLS 1.%d, GET %s: %s; the server asks for no certificate",
                  attempt->minor, attempt->route, what);
        break;
    case REFUSED_BY_ANSWER:
        found(LATE_REFUSAL, "%s, TLS 1.%d%s, GET %s: %s", client->name,
              attempt->minor, how, attempt->route, what);
        break;
    case REFUSED_BY_TLS:
        fact("refused: %s, TLS 1.%d: %s", client->name, attempt->minor, what);
        if (outcome->end == END_CLOSED)
            found(NO_ALERT, "%s, TLS 1.%d", client->name, attempt->minor);
        break;
    default:
        not_judged("%s, TLS 1.%d%s, GET %s: %s; --cert, or a --route that is "
                   "answered with 200, tells",
                   client->name, attempt->minor, how, attempt->route, what);
    }
}

/* With the ticket of a session that was refused only afterwards. */
static void try_resumed(const struct attempt *attempt,
                        const struct outcome *first, const char *request)
{
    scoped_outcome struct outcome outcome = {0};
    enum verdict verdict = CANNOT_TELL;

    if (first->session.size == 0)
        return;
    ask(attempt->scan,
        &(struct visit){.client = attempt->client,
                        .minor = attempt->minor,
                        .resume = &first->session,
                        .request = request},
        &outcome);
    verdict = judge(&outcome, attempt->known);
    if (outcome.resumed && verdict == IS_IN)
        tell(attempt, &outcome, verdict, ", resumed");
}

/* Returns whether it is in. */
static bool try_client(const struct attempt *attempt)
{
    scoped_outcome struct outcome outcome = {0};
    char request[REQUEST_SIZE];
    enum verdict verdict = CANNOT_TELL;

    ask(attempt->scan,
        &(struct visit){.client = attempt->client,
                        .minor = attempt->minor,
                        .request = scan_request(attempt->scan, request, "GET",
                                                attempt->route)},
        &outcome);
    verdict = judge(&outcome, attempt->known);
    if (verdict != IS_IN)
        try_resumed(attempt, &outcome, request);
    if (outcome.end == END_CLOSED)
        try_to_hear(attempt, &outcome);
    tell(attempt, &outcome, verdict, "");
    if (outcome.end == END_ANSWER)
        tells_look(&outcome.answer, true, attempt->client->name);
    return verdict == IS_IN;
}

/* ---- All of them ------------------------------------------------------- */

/* The status that the client of --cert gets; 0: it is refused, or not given. */
static long ask_as_known(const struct scan *scan, int minor, const char *route,
                         char why[OUTCOME_TEXT])
{
    scoped_outcome struct outcome outcome = {0};
    char request[REQUEST_SIZE];

    if (scan->known.credentials == NULL)
        return 0;
    ask(scan,
        &(struct visit){.client = &scan->known,
                        .minor = minor,
                        .request = scan_request(scan, request, "GET", route)},
        &outcome);
    (void)snprintf(why, OUTCOME_TEXT, "%s",
                   outcome_text(&outcome, (char[OUTCOME_TEXT]){""}));
    if (outcome.end == END_ANSWER)
        fact("served: %s, TLS 1.%d, GET %s: %s", scan->known.name, minor,
             route, why);
    return outcome.answer.status;
}

static void enter(struct scan *scan, const struct client *client, int minor)
{
    scan->inside = client;
    scan->minor = minor;
}

static void try_route(struct scan *scan, int minor, const char *route,
                      char why[OUTCOME_TEXT])
{
    struct attempt attempt = {
        .scan = scan,
        .minor = minor,
        .route = route,
        .known = ask_as_known(scan, minor, route, why),
    };

    if (attempt.known != 0)
        enter(scan, &scan->known, minor);
    for (size_t i = 0; i < scan->strangers; i++) {
        attempt.client = &scan->stranger[i];
        if (try_client(&attempt) && scan->known.credentials == NULL)
            enter(scan, attempt.client, minor);
    }
}

void look_at_entry(struct scan *scan)
{
    char why[OUTCOME_TEXT] = "";

    for (int minor = MINOR_FIRST; minor <= MINOR_LAST; minor++) {
        for (size_t i = 0; i < scan->options->route_count; i++) {
            if (scan->speaks[minor])
                try_route(scan, minor, scan->options->routes[i], why);
        }
    }
    if (scan->known.credentials != NULL && scan->inside == NULL)
        fail_because("the client of --cert is not answered: %s; is it one "
                     "that the server knows?",
                     why);
    if (scan->inside == NULL)
        not_judged("what lies behind the handshake: without --cert nobody is "
                   "let in");
}
