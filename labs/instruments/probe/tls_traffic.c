/* SPDX-License-Identifier: MIT */
/*
 * The client: after the handshake.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "failure.h"
#include "tls_private.h"

/* ---- Bytes ----------------------------------------------------------- */

int tls_send(struct tls_client *client, const void *data, size_t size)
{
    const char *at = data;

    while (size > 0) {
        ssize_t sent = gnutls_record_send(tls_library(client), at, size);

        if (sent < 0 &&
            (gnutls_error_is_fatal((int)sent) || client->may_wait_in_vain))
            return (int)sent;
        if (sent > 0) {
            at += sent;
            size -= (size_t)sent;
        }
    }
    return 0;
}

int tls_send_text(struct tls_client *client, const char *text)
{
    return tls_send(client, text, strlen(text));
}

/* A stream that ends without a goodbye, or is reset, has ended. */
static ssize_t receive(struct tls_client *client, void *data, size_t size)
{
    ssize_t got = 0;

    do {
        got = gnutls_record_recv(tls_library(client), data, size);
    } while (got < 0 && got != GNUTLS_E_TIMEDOUT &&
             !gnutls_error_is_fatal((int)got));
    if (got == GNUTLS_E_PREMATURE_TERMINATION || got == GNUTLS_E_PULL_ERROR)
        return 0;
    return got;
}

ssize_t tls_receive(struct tls_client *client, void *data, size_t size)
{
    ssize_t got = receive(client, data, size);

    if (got == GNUTLS_E_TIMEDOUT && !client->may_wait_in_vain) {
        patience_ran_out();
        fail_because("nothing comes from the server, nor does it close");
    }
    client->last = got < 0 ? (int)got : 0;
    return got;
}

int tls_last(const struct tls_client *client)
{
    return client->last;
}

void tls_expect_end(struct tls_client *client)
{
    char rest[4096];

    while (tls_receive(client, rest, sizeof rest) > 0)
        continue;
}

/* ---- Answers --------------------------------------------------------- */

/* All of an answer may take so many times what its client waits for a byte. */
#define WHOLE 4

/* A server that is not ours may never come to an end. */
static bool may_go_on(const struct tls_client *client)
{
    return client->lines < client->most &&
           (!client->may_wait_in_vain || deadline_left(&client->until) > 0);
}

/* Byte by byte, so as not to read beyond its end. */
static bool read_line(struct tls_client *client, char *line, size_t size)
{
    size_t length = 0;

    while (length + 1 < size && may_go_on(client) &&
           tls_receive(client, line + length, 1) == 1) {
        client->lines++;
        if (line[length++] != '\n')
            continue;
        while (length > 0 && strchr("\r\n", line[length - 1]) != NULL)
            length--;
        line[length] = '\0';
        return true;
    }
    return false;
}

/* So many bytes; SIZE_MAX: what comes to the end of the stream. */
static bool read_body(struct tls_client *client, size_t left,
                      struct http_response *response)
{
    bool to_the_end = left == SIZE_MAX;
    char part[16384];

    while (left > 0 && response->length < client->most && may_go_on(client)) {
        ssize_t got =
            tls_receive(client, part, left < sizeof part ? left : sizeof part);

        if (got == 0 && to_the_end)
            return true;
        if (got <= 0 || !response_add_body(response, part, (size_t)got))
            return false;
        left -= to_the_end ? 0 : (size_t)got;
    }
    return left == 0;
}

static bool read_chunks(struct tls_client *client,
                        struct http_response *response)
{
    char line[1024];
    size_t size = 1;

    while (size > 0) {
        if (!read_line(client, line, sizeof line))
            return false;
        size = strtoul(line, NULL, 16);
        if (!read_body(client, size, response))
            return false;
        /* Behind a chunk an empty line; behind the last, trailers and one. */
        do {
            if (!read_line(client, line, sizeof line))
                return false;
        } while (size == 0 && line[0] != '\0');
    }
    return true;
}

/* RFC 9112, 6.3. */
static bool read_rest(struct tls_client *client,
                      struct http_response *response)
{
    const char *coding = response_header(response, "Transfer-Encoding");
    const char *length = response_header(response, "Content-Length");

    if (response->status < 200 || response->status == 204 ||
        response->status == 304)
        return true;
    if (coding != NULL && strncasecmp(coding, "chunked", 7) == 0)
        return read_chunks(client, response);
    return read_body(client,
                     length != NULL ? strtoul(length, NULL, 10) : SIZE_MAX,
                     response);
}

bool tls_answer(struct tls_client *client, bool head,
                struct http_response *response)
{
    char line[16384];

    response_free(response);
    client->lines = 0;
    client->until = deadline_after(WHOLE * client->wait / 1000);
    (void)snprintf(response->path, sizeof response->path, "(raw)");
    response->code = CURLE_PARTIAL_FILE; /* until it is whole */
    if (!response_add_body(response, NULL, 0) ||
        !read_line(client, line, sizeof line) ||
        strncmp(line, "HTTP/1.", 7) != 0)
        return false;
    response->status = strtol(line + strlen("HTTP/1.1 "), NULL, 10);
    while (read_line(client, line, sizeof line)) {
        if (line[0] == '\0') {
            if (!head && !read_rest(client, response))
                return false;
            response->code = CURLE_OK;
            return true;
        }
        if (!response_add_header(response, line, strlen(line)))
            return false;
    }
    return false;
}

bool tls_exchange(struct tls_client *client, const char *request,
                  struct http_response *response)
{
    /* A server that has refused us may be gone, and its answer be there. */
    (void)tls_send_text(client, request);
    return tls_answer(client, strncmp(request, "HEAD ", 5) == 0, response);
}

void tls_ask(struct tls_client *client, const char *request, long status)
{
    scoped_response struct http_response response = {0};

    if (!tls_exchange(client, request, &response))
        fail_because("no whole answer to %.*s: %s",
                     (int)strcspn(request, "\r\n"), request,
                     client->last < 0 ? gnutls_strerror(client->last)
                                      : "the server closed");
    if (status != 0 && response.status != status)
        fail_because("status %ld, not %ld, for %.40s", response.status, status,
                     request);
}

/* ---- Refusal --------------------------------------------------------- */

/*
 * An answer; or the alert of a server that refuses. To ask such a one costs no
 * alert: Linux hands out what has come before it tells of a reset. No time-out
 * of GnuTLS's says whether something comes by itself: in the midst of a record
 * it throws away what has come of it.
 */
static ssize_t hear(struct tls_client *client)
{
    char data[64];

    (void)tls_send_text(client, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    return tls_receive(client, data, sizeof data);
}

/* As tls_handshake(), of which the server is to decide. */
static int be_judged(struct tls_client *client)
{
    int code = tls_handshake(client);

    if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
        fail_because("the client has refused the server's certificate");
    return code;
}

int tls_refusal(struct tls_client *client)
{
    ssize_t got = be_judged(client);

    /* In a full handshake of TLS 1.2 the server has the last word. */
    if (got >= 0 && !tls_resumed(client) &&
        gnutls_protocol_get_version(tls_library(client)) != GNUTLS_TLS1_3)
        return TLS_ACCEPTED;
    if (got >= 0)
        got = hear(client);
    if (got == GNUTLS_E_FATAL_ALERT_RECEIVED)
        return (int)gnutls_alert_get(tls_library(client));
    return got > 0 ? TLS_ACCEPTED : TLS_CLOSED;
}

void tls_expect_refusal(struct tls_client *client)
{
    char byte = 0;

    /* In TLS 1.3 the client is done first, and reads of it later. */
    if (be_judged(client) >= 0 && tls_receive(client, &byte, 1) > 0)
        fail_because("a client that must be refused was let in");
}
