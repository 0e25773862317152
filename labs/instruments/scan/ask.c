/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ticket.h"

#include "probe/failure.h"

/* More of an answer is not looked at. */
#define MOST_BYTES (256UL * 1024)

/* ---- What GnuTLS tells while it handshakes ----------------------------- */

static struct outcome *watched; /* of the visit under way */

static int on_message(gnutls_session_t session, unsigned type, unsigned when,
                      unsigned incoming, const gnutls_datum_t *message)
{
    const unsigned char *byte = message->data;

    (void)session, (void)when;
    if (watched == NULL || !incoming)
        return 0;
    watched->hello = watched->hello || type == GNUTLS_HANDSHAKE_SERVER_HELLO;
    watched->wanted =
        watched->wanted || type == GNUTLS_HANDSHAKE_CERTIFICATE_REQUEST;
    /* Of TLS 1.2, where it begins with the lifetime: RFC 5077, 3.3. */
    if (type == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET && message->size >= 4)
        watched->lifetime = (long)byte[0] << 24 | (long)byte[1] << 16 |
                            (long)byte[2] << 8 | byte[3];
    return 0;
}

/* ---- A visit ----------------------------------------------------------- */

struct tls_setup ask_setup(const struct scan *scan,
                           const struct client *client, int minor)
{
    return (struct tls_setup){
        .credentials = client->credentials,
        .priorities = minor == 2 ? TLS_1_2 : TLS_1_3,
        .any_server = true,
        .seconds = (unsigned)scan->options->patience,
        .most_bytes = MOST_BYTES,
    };
}

static enum end end_of(struct tls_client *client, int code,
                       struct outcome *outcome)
{
    outcome->code = code;
    switch (code) {
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
        outcome->alert = (int)gnutls_alert_get(tls_library(client));
        return END_ALERT;
    case GNUTLS_E_TIMEDOUT:
    case GNUTLS_E_AGAIN:
        return END_SILENT;
    case 0:
    case GNUTLS_E_PREMATURE_TERMINATION:
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
    case GNUTLS_E_SESSION_EOF:
        return END_CLOSED;
    default:
        return END_OURS;
    }
}

static void converse(struct tls_client *client, const struct visit *visit,
                     struct outcome *outcome)
{
    scoped_response struct http_response second = {0};
    size_t size = visit->size > 0 ? visit->size : strlen(visit->request);

    /* Who has refused us may be gone; what it has said can still be read. */
    (void)tls_send(client, visit->request, size);
    (void)tls_answer(client, strncmp(visit->request, "HEAD ", 5) == 0,
                     &outcome->answer);
    if (outcome->answer.status == 0) {
        outcome->end = end_of(client, tls_last(client), outcome);
        return;
    }
    outcome->end = END_ANSWER;
    if (visit->second == NULL || outcome->answer.code != CURLE_OK ||
        tls_send_text(client, visit->second) < 0)
        return;
    (void)tls_answer(client, false, &second);
    outcome->second = second.status;
    outcome->second_silent =
        second.status == 0 && tls_last(client) == GNUTLS_E_TIMEDOUT;
}

static void listen_to(struct tls_client *client, struct outcome *outcome)
{
    char data[64];
    ssize_t got = tls_receive(client, data, sizeof data);

    outcome->end =
        got > 0 ? END_OURS : end_of(client, tls_last(client), outcome);
}

static void after_handshake(struct tls_client *client,
                            const struct visit *visit, struct outcome *outcome)
{
    char *suite = gnutls_session_get_desc(tls_library(client));

    outcome->shaken = true;
    outcome->resumed = tls_resumed(client);
    (void)snprintf(outcome->suite, sizeof outcome->suite, "%s",
                   suite != NULL ? suite : "?");
    gnutls_free(suite);
    if (visit->request != NULL)
        converse(client, visit, outcome);
    else if (!visit->handshake_only)
        listen_to(client, outcome);
    /* In TLS 1.3 there is nothing to resume by before a ticket comes. */
    outcome->ticket = (gnutls_session_get_flags(tls_library(client)) &
                       GNUTLS_SFLAGS_SESSION_TICKET) != 0;
    if (outcome->lifetime < 0)
        outcome->lifetime = ticket_lifetime(tls_library(client));
    if (outcome->ticket || visit->minor == 2)
        outcome->session = tls_session(client);
}

void ask(const struct scan *scan, const struct visit *visit,
         struct outcome *outcome)
{
    struct tls_setup setup = ask_setup(scan, visit->client, visit->minor);
    struct tls_client *client = NULL;
    int code = 0;

    *outcome = (struct outcome){.lifetime = -1};
    if (visit->priorities != NULL)
        setup.priorities = visit->priorities;
    setup.resume = visit->resume;
    client = tls_open(scan->service, &setup);
    gnutls_handshake_set_hook_function(tls_library(client),
                                       GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_POST,
                                       on_message);
    ticket_listen(tls_library(client));
    watched = outcome;
    code = tls_handshake(client);
    if (visit->look != NULL)
        visit->look(tls_library(client), visit->object);
    if (code >= 0)
        after_handshake(client, visit, outcome);
    else
        outcome->end = end_of(client, code, outcome);
    watched = NULL;
    if (outcome->shaken)
        tls_bye(client);
    else
        tls_close(client);
}

void outcome_free(struct outcome *outcome)
{
    response_free(&outcome->answer);
    gnutls_free(outcome->session.data);
    outcome->session = (gnutls_datum_t){NULL, 0};
}

const char *outcome_text(const struct outcome *outcome,
                         char text[OUTCOME_TEXT])
{
    const char *name = NULL;

    switch (outcome->end) {
    case END_NONE:
        return "the handshake succeeds";
    case END_ANSWER:
        (void)snprintf(text, OUTCOME_TEXT, "answer %ld",
                       outcome->answer.status);
        return text;
    case END_ALERT:
        name =
            gnutls_alert_get_name((gnutls_alert_description_t)outcome->alert);
        (void)snprintf(text, OUTCOME_TEXT, "alert %d (%s)", outcome->alert,
                       name != NULL ? name : "unknown");
        return text;
    case END_CLOSED:
        return "closed without an alert";
    case END_SILENT:
        return "nothing comes";
    default:
        (void)snprintf(text, OUTCOME_TEXT, "our side gave up: %s",
                       gnutls_strerror(outcome->code));
        return text;
    }
}

struct tls_client *ask_enter(const struct scan *scan)
{
    struct tls_setup setup = ask_setup(scan, scan->inside, scan->minor);
    struct tls_client *client = tls_open(scan->service, &setup);

    if (tls_handshake(client) >= 0)
        return client;
    tls_close(client);
    return NULL;
}

const char *scan_request(const struct scan *scan, char text[REQUEST_SIZE],
                         const char *method, const char *route)
{
    (void)snprintf(text, REQUEST_SIZE,
                   "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: scan\r\n\r\n",
                   method, route, scan->host);
    return text;
}

char *scan_long_head(const char *request, size_t size)
{
    static const char name[] = "X-Scan: ";
    size_t length = strlen(request) - 2; /* without the empty line */
    size_t room = length + sizeof name + size + 4;
    char *head = malloc(room);

    if (head == NULL)
        fail_because("out of memory");
    (void)snprintf(head, room, "%.*s%s", (int)length, request, name);
    memset(head + strlen(head), 'x', size);
    memcpy(head + room - 5, "\r\n\r\n", 5);
    return head;
}
