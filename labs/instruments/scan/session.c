/* SPDX-License-Identifier: MIT */
/*
 * Whether a session is resumed, for how long it could be, and whether a
 * connection takes a second handshake or a second request.
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
    if (second.end == END_SILENT) {
        not_judged("resumption: TLS 1.%d: nothing comes for the second "
                   "handshake; a longer --patience may tell",
                   minor);
        return;
    }
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
    else if (outcome.second == 0 && outcome.second_silent)
        not_judged("keep-alive: nothing comes for a second request on the "
                   "connection; a longer --patience may tell");
    else if (outcome.second == 0)
        found(NO_KEEP_ALIVE, "a second request on the connection is not "
                             "answered");
    else
        fact("kept alive: a second request on the connection is answered");
}

/*
 * A second handshake on the connection, which the client begins: TLS 1.2
 * alone has that. A server may say no by a warning, and go on.
 */
static int shake_again(struct tls_client *client)
{
    gnutls_session_t session = tls_library(client);
    int code = 0;

    do
        code = gnutls_handshake(session);
    while (code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED ||
           (code == GNUTLS_E_WARNING_ALERT_RECEIVED &&
            gnutls_alert_get(session) != GNUTLS_A_NO_RENEGOTIATION));
    return code;
}

static void look_at_renegotiation(const struct scan *scan)
{
    struct tls_setup setup = ask_setup(scan, scan->inside, 2);
    scoped_tls struct tls_client *client = tls_open(scan->service, &setup);
    int code = tls_handshake(client);

    if (code < 0) {
        not_judged("renegotiation: the first handshake by TLS 1.2 fails: %s",
                   gnutls_strerror(code));
        return;
    }
    code = shake_again(client);
    if (code == 0)
        found(RENEGOTIATION, "TLS 1.2: a client's second handshake on one "
                             "connection succeeds");
    else
        fact("renegotiation: TLS 1.2: %s",
             code == GNUTLS_E_WARNING_ALERT_RECEIVED ? "refused by an alert"
             : code == GNUTLS_E_TIMEDOUT             ? "nothing comes"
                                         : "refused, the connection ends");
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
    if (scan->speaks[2])
        look_at_renegotiation(scan);
    look_at_keep_alive(scan, request);
}
