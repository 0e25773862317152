/* SPDX-License-Identifier: MIT */
/*
 * A client for thousands of connections: between handshake and end.
 */
#define _DEFAULT_SOURCE /* FIONREAD */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "probe.h"
#include "visitor_private.h"

/* ---- Bytes ------------------------------------------------------------- */

void visitor_send(struct visitor *visitor, const void *data, size_t size)
{
    const char *at = data;

    while (size > 0) {
        ssize_t sent = visitor->secure
                           ? gnutls_record_send(visitor->tls, at, size)
                           : send(visitor->socket, at, size, MSG_NOSIGNAL);

        if (sent <= 0)
            fail_because("cannot send to the server: %s",
                         visitor->secure ? gnutls_strerror((int)sent)
                                         : strerror(errno));
        at += sent;
        size -= (size_t)sent;
    }
}

static ssize_t receive(struct visitor *visitor, void *data, size_t size)
{
    struct deadline deadline = deadline_start();
    ssize_t got = 0;

    do {
        got = gnutls_record_recv(visitor->tls, data, size);
        /* AGAIN: of SO_RCVTIMEO, or a ticket of TLS 1.3 has come. */
        if (got == GNUTLS_E_AGAIN && deadline_left(&deadline) == 0) {
            patience_ran_out();
            fail_because("the server is silent");
        }
    } while (got < 0 && !gnutls_error_is_fatal((int)got));
    return got;
}

/* ---- Answers ----------------------------------------------------------- */

void visitor_skip(struct visitor *visitor, size_t body)
{
    char part[16384];

    while (body > 0) {
        ssize_t got =
            receive(visitor, part, body < sizeof part ? body : sizeof part);

        if (got <= 0)
            fail_because("an answer that ends too soon");
        body -= (size_t)got;
    }
}

long visitor_status(struct visitor *visitor, size_t *body)
{
    char text[16384] = "";
    size_t length = 0;
    const char *end = NULL;
    const char *announced = NULL;

    while (end == NULL) {
        ssize_t got =
            receive(visitor, text + length, sizeof text - 1 - length);

        if (got <= 0)
            fail_because("no answer: %s", got < 0 ? gnutls_strerror((int)got)
                                                  : "the server closed");
        length += (size_t)got;
        text[length] = '\0';
        end = strstr(text, "\r\n\r\n");
    }
    announced = strstr(text, "Content-Length: "); /* as this server writes */
    *body = announced != NULL ? strtoul(announced + 16, NULL, 10) : 0;
    length -= (size_t)(end + 4 - text); /* what came of the body with it */
    *body -= length < *body ? length : *body;
    return strtol(text + strlen("HTTP/1.1 "), NULL, 10);
}

void visitor_ask(struct visitor *visitor, const char *request, long status)
{
    size_t body = 0;
    long got = 0;

    visitor_send(visitor, request, strlen(request));
    got = visitor_status(visitor, &body);
    if (got != status)
        fail_because("status %ld, not %ld, for %.40s", got, status, request);
    if (strncmp(request, "HEAD ", 5) != 0)
        visitor_skip(visitor, body);
}

/* ---- What else there is to wait for ------------------------------------ */

void visitor_wait_for_refusal(struct visitor *visitor)
{
    char byte = 0;

    /* In TLS 1.3 the client is done first, and reads of it later. */
    if (visitor->secure && receive(visitor, &byte, 1) > 0)
        fail_because("a client that must be refused was let in");
}

static int unread(const struct visitor *visitor)
{
    int bytes = 0;

    assert_system_ok(ioctl(visitor->socket, FIONREAD, &bytes));
    return bytes;
}

void visitor_let_fill(struct visitor *visitor)
{
    struct deadline deadline = deadline_start();
    int before = -1;

    /* Full: something is there, and no more comes. */
    while (before <= 0 || unread(visitor) != before) {
        before = unread(visitor);
        if (!deadline_wait(&deadline))
            fail_because("the receive buffer does not fill");
    }
}

gnutls_datum_t visitor_ticket(struct visitor *visitor)
{
    gnutls_datum_t data = {NULL, 0};

    assert_gnutls_ok(gnutls_session_get_data2(visitor->tls, &data));
    return data;
}

bool visitor_resumed(const struct visitor *visitor)
{
    return gnutls_session_is_resumed(visitor->tls) != 0;
}
