/* SPDX-License-Identifier: MIT */
/*
 * Who is let in: each client, by each version, on each route, and once more
 * by the ticket that it got.
 */
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "findings.h"
#include "tells.h"

#include "probe/failure.h"

enum verdict {
    IS_IN,
    REFUSED_BY_TLS, /* by an alert, or an end */
    REFUSED_LATER,  /* by an answer of HTTP, or an end instead of one */
    CANNOT_TELL
};

/* What servers say to one without a certificate; 495 and 496 are nginx's. */
static bool is_refusal(long status)
{
    return status == 400 || status == 401 || status == 403 || status == 495 ||
           status == 496;
}

/* Whether a redirection leads both to the same place. */
static bool leads_there(const struct http_response *one,
                        const struct http_response *other)
{
    const char *place = response_header(one, "Location");
    const char *same = response_header(other, "Location");

    return place == same ||
           (place != NULL && same != NULL && strcmp(place, same) == 0);
}

/*
 * `known` is the answer that a client gets which is let in; of status 0: nobody
 * knows. 421 is for no client in particular: the server goes by another name.
 * Who is led elsewhere may be led to a page for strangers, or to one of their
 * own.
 */
static enum verdict judge(const struct outcome *outcome,
                          const struct http_response *known)
{
    long status = outcome->answer.status;

    if (outcome->end == END_ALERT || outcome->end == END_CLOSED)
        return REFUSED_BY_TLS;
    if (outcome->end != END_ANSWER || status == 421)
        return CANNOT_TELL;
    if (status < 300)
        return IS_IN;
    if (known->status == 0)
        return is_refusal(status) ? REFUSED_LATER : CANNOT_TELL;
    if (status != known->status)
        return REFUSED_LATER;
    return is_refusal(status) || !leads_there(&outcome->answer, known)
               ? CANNOT_TELL
               : IS_IN;
}

/* ---- One client, one version, one route -------------------------------- */

struct attempt {
    const struct scan *scan;
    const struct client *client;
    int minor;
    const char *route;
    const struct http_response *known;
};

/*
 * A server that closes with our request unread ends by a reset, and then its
 * alert may not have been read. So it is asked once more, by one who listens.
 * Returns whether the server waits for a request of that one: then the end is
 * what it gives instead of an answer. That takes all of --patience, so who
 * waits for one stranger is taken to wait for all that come so far.
 */
static bool try_to_hear(const struct attempt *attempt, struct outcome *outcome)
{
    const struct visit visit = {.client = attempt->client,
                                .minor = attempt->minor};
    static bool waits;

    for (int i = 0; i < 3 && !waits && outcome->end == END_CLOSED; i++) {
        struct outcome heard = {0};

        ask(attempt->scan, &visit, &heard);
        waits = heard.end == END_SILENT && heard.shaken;
        if (heard.end != END_ALERT) {
            outcome_free(&heard);
            continue;
        }
        outcome_free(outcome);
        *outcome = heard;
    }
    return waits && outcome->end == END_CLOSED && outcome->shaken;
}

/* An API may say no by 200 and a text; but whom it greets it answers so, too. */
static const char *of_body(const struct attempt *attempt,
                           const struct outcome *outcome)
{
    const struct http_response *answer = &outcome->answer;
    const struct http_response *known = attempt->known;

    return known->status == 0 ||
                   (known->length == answer->length &&
                    memcmp(known->body, answer->body, answer->length) == 0)
               ? ""
               : ", but another body than the client of --cert gets";
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
            found(client->kind, "%s, TLS 1.%d%s, GET %s: %s%s", client->name,
                  attempt->minor, how, attempt->route, what,
                  of_body(attempt, outcome));
        else /* nobody has shown one */
            found(NONE_LET_IN,
                  "TLS 1.%d, GET %s: %s%s; the server asks for no certificate",
                  attempt->minor, attempt->route, what,
                  of_body(attempt, outcome));
        break;
    case REFUSED_LATER:
        found(LATE_REFUSAL, "%s, TLS 1.%d%s, GET %s: %s", client->name,
              attempt->minor, how, attempt->route, what);
        break;
    case REFUSED_BY_TLS:
        fact("refused: %s, TLS 1.%d: %s", client->name, attempt->minor, what);
        if (outcome->end == END_CLOSED)
            found(NO_ALERT, "%s, TLS 1.%d", client->name, attempt->minor);
        break;
    default:
        not_judged("%s, TLS 1.%d%s, GET %s: %s%s; --cert, or a --route that "
                   "is answered with 200, tells",
                   client->name, attempt->minor, how, attempt->route, what,
                   outcome->shaken && !outcome->wanted && !outcome->resumed
                       ? ", and the server asks for no certificate"
                       : "");
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
    if (outcome.end == END_CLOSED && try_to_hear(attempt, &outcome))
        verdict = REFUSED_LATER;
    tell(attempt, &outcome, verdict, "");
    if (outcome.end == END_ANSWER)
        tells_look(&outcome.answer, true, attempt->client->name);
    return verdict == IS_IN;
}

/* ---- All of them ------------------------------------------------------- */

/* What the client of --cert gets; of status 0: it is refused, or not given. */
static void ask_as_known(const struct attempt *attempt,
                         struct outcome *outcome, char why[OUTCOME_TEXT])
{
    const struct scan *scan = attempt->scan;
    char request[REQUEST_SIZE];

    if (scan->known.credentials == NULL)
        return;
    ask(scan,
        &(struct visit){
            .client = &scan->known,
            .minor = attempt->minor,
            .request = scan_request(scan, request, "GET", attempt->route)},
        outcome);
    (void)snprintf(why, OUTCOME_TEXT, "%s",
                   outcome_text(outcome, (char[OUTCOME_TEXT]){""}));
    if (outcome->end == END_ANSWER)
        fact("served: %s, TLS 1.%d, GET %s: %s", scan->known.name,
             attempt->minor, attempt->route, why);
}

static void enter(struct scan *scan, const struct client *client, int minor)
{
    scan->inside = client;
    scan->minor = minor;
}

static void try_route(struct scan *scan, int minor, const char *route,
                      char why[OUTCOME_TEXT])
{
    scoped_outcome struct outcome known = {0};
    struct attempt attempt = {
        .scan = scan,
        .minor = minor,
        .route = route,
        .known = &known.answer,
    };

    ask_as_known(&attempt, &known, why);
    if (known.answer.status != 0)
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
