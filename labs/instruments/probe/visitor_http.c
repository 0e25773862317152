/* SPDX-License-Identifier: MIT */
/*
 * A client for thousands of connections: between handshake and end.
 */
#define _DEFAULT_SOURCE /* FIONREAD */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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

/* Waits for more, unless some is there. False at the end of the stream. */
static bool fill(struct visitor *visitor)
{
    ssize_t got = 0;

    if (visitor->at < visitor->end)
        return true;
    got = receive(visitor, visitor->read, sizeof visitor->read);
    visitor->at = 0;
    visitor->end = got > 0 ? (size_t)got : 0;
    visitor->code = got < 0 ? (int)got : 0;
    return got > 0;
}

/* Without its end. False at the end of the stream. */
static bool read_line(struct visitor *visitor, char *line, size_t size)
{
    size_t length = 0;

    while (fill(visitor)) {
        char byte = visitor->read[visitor->at++];

        if (byte == '\n') {
            length -= length > 0 && line[length - 1] == '\r';
            line[length] = '\0';
            return true;
        }
        if (length < size - 1)
            line[length++] = byte;
    }
    return false;
}

static void skip_chunks(struct visitor *visitor)
{
    char line[4096] = "";
    size_t size = 1;

    while (size > 0) {
        if (!read_line(visitor, line, sizeof line))
            fail_because("an answer that ends too soon");
        size = strtoul(line, NULL, 16);
        visitor_skip(visitor, size);
        /* Behind a chunk an empty line; behind the last, trailers and one. */
        do {
            if (!read_line(visitor, line, sizeof line))
                fail_because("an answer that ends too soon");
        } while (size == 0 && *line != '\0');
    }
}

void visitor_skip(struct visitor *visitor, size_t body)
{
    bool to_the_end = body == VISITOR_TO_THE_END;

    if (body == VISITOR_CHUNKS) {
        skip_chunks(visitor);
        return;
    }
    while (body > 0) {
        size_t part = 0;

        if (!fill(visitor)) {
            if (to_the_end)
                return;
            fail_because("an answer that ends too soon");
        }
        part = visitor->end - visitor->at;
        part = part < body ? part : body;
        visitor->at += part;
        body -= to_the_end ? 0 : part;
    }
}

static size_t size_of_body(const struct http_response *head)
{
    const char *coding = response_header(head, "Transfer-Encoding");
    const char *length = response_header(head, "Content-Length");

    if (head->status == 204 || head->status == 304)
        return 0;
    if (coding != NULL && strncasecmp(coding, "chunked", 7) == 0)
        return VISITOR_CHUNKS;
    return length != NULL ? strtoul(length, NULL, 10) : VISITOR_TO_THE_END;
}

static bool says_close(const struct http_response *head)
{
    const char *connection = response_header(head, "Connection");

    return connection != NULL && strcasecmp(connection, "close") == 0;
}

/* False when there is none: visitor->code says why. */
static bool read_head(struct visitor *visitor, size_t *body, long *status)
{
    scoped_response struct http_response head = {0};
    char line[16384] = "";

    if (!read_line(visitor, line, sizeof line))
        return false;
    if (strncmp(line, "HTTP/1.", 7) != 0)
        fail_because("no HTTP/1: %.60s", line);
    *status = head.status = strtol(line + strlen("HTTP/1.1 "), NULL, 10);
    do {
        if (!read_line(visitor, line, sizeof line))
            return false;
        if (!response_add_header(&head, line, strlen(line)))
            fail_because("out of memory");
    } while (*line != '\0');
    *body = size_of_body(&head);
    visitor->last = says_close(&head);
    return true;
}

bool visitor_is_last(const struct visitor *visitor)
{
    return visitor->last;
}

long visitor_status(struct visitor *visitor, size_t *body)
{
    long status = 0;

    if (!read_head(visitor, body, &status))
        fail_because("no answer: %s", visitor->code < 0
                                          ? gnutls_strerror(visitor->code)
                                          : "the server closed");
    return status;
}

void visitor_ask(struct visitor *visitor, const char *request, long status)
{
    size_t body = 0;
    long got = 0;

    visitor_send(visitor, request, strlen(request));
    got = visitor_status(visitor, &body);
    if (status != 0 && got != status)
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

/*
 * A server may end a handshake well, and say no to what is asked then. One
 * that has said no by an alert takes no request: it may be gone already.
 */
void visitor_ask_in_vain(struct visitor *visitor, const char *request)
{
    size_t body = 0;
    long status = 0;

    if (!visitor->secure)
        return;
    (void)gnutls_record_send(visitor->tls, request, strlen(request));
    if (!read_head(visitor, &body, &status))
        return;
    if (status < 400)
        fail_because("a client that must be refused was let in, status %ld",
                     status);
    visitor_skip(visitor, body);
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

char *visitor_distrusts(struct visitor *visitor)
{
    gnutls_datum_t text = {NULL, 0};
    unsigned status = 0;

    assert_gnutls_ok(gnutls_certificate_verify_peers2(visitor->tls, &status));
    if (status != 0)
        assert_gnutls_ok(gnutls_certificate_verification_status_print(
            status, GNUTLS_CRT_X509, &text, 0));
    return (char *)text.data;
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
