/* SPDX-License-Identifier: MIT */
/*
 * A line reader over the client's buffer, and the three ways in which a body
 * can end (RFC 9112, section 6.3): length, chunks, end of stream.
 */
#include "http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_LINE = 4096, MAX_HEADERS = 100, MAX_CHUNKS = 10000000 };

static int bad(struct client *client, const char *what)
{
    client->failure = FAILURE_OTHER;
    (void)snprintf(client->error, sizeof client->error, "response: %s", what);
    return -1;
}

/* Fills the empty buffer, where the end of the stream is too early. */
static int need(struct client *client, const char *where)
{
    ssize_t n = client_fill(client);

    if (n == 0) {
        client->failure = FAILURE_CLOSED;
        (void)snprintf(client->error, sizeof client->error,
                       "response: the server closed the connection %s", where);
    }
    return n > 0 ? 0 : -1;
}

/* ---- Lines ------------------------------------------------------------ */

/* Reads a line without its end. Returns 0, or -1 with the failure set. */
static int read_line(struct client *client, char *line, const char *where)
{
    size_t length = 0;

    for (;;) {
        char c;

        if (client->begin == client->end && need(client, where) < 0)
            return -1;
        c = client->buffer[client->begin++];
        if (c == '\n')
            break;
        if (length == MAX_LINE - 1)
            return bad(client, "a line of over 4095 bytes");
        line[length++] = c;
    }
    if (length > 0 && line[length - 1] == '\r')
        length--;
    line[length] = '\0';
    return 0;
}

/* The value of header `name` in `line`, or NULL. */
static const char *value_of(const char *line, const char *name)
{
    size_t length = strlen(name);

    if (strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    return line + length + 1 + strspn(line + length + 1, " \t");
}

static int read_number(const char *text, int base, int64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoll(text, &end, base);
    /* A chunk's extension may follow its size; trailing blanks a length. */
    if (errno != 0 || end == text || *number < 0 ||
        (*end != '\0' && strchr("; \t", *end) == NULL))
        return -1;
    return 0;
}

/* ---- The head --------------------------------------------------------- */

static int read_header(struct client *client, struct http_response *response,
                       const char *line)
{
    const char *value = value_of(line, "Content-Length");

    if (value != NULL && read_number(value, 10, &response->content_length) < 0)
        return bad(client, "a Content-Length that is no number");
    value = value_of(line, "Transfer-Encoding");
    if (value != NULL)
        response->chunked = strcasecmp(value, "chunked") == 0;
    value = value_of(line, "Connection");
    if (value != NULL)
        response->close = strcasecmp(value, "close") == 0;
    return 0;
}

static int read_one_head(struct client *client, struct http_response *response)
{
    char line[MAX_LINE];
    int64_t status;

    if (client->begin == client->end && need(client, "before any answer") < 0)
        return -1;
    response->started = true;
    if (read_line(client, line, "in the status line") < 0)
        return -1;
    /* "HTTP/1.1 200 ...": all of it has a fixed place (RFC 9112, 4). */
    if (strncmp(line, "HTTP/1.", 7) != 0 || strlen(line) < 12 ||
        read_number(line + 9, 10, &status) < 0 || status < 100 || status > 599)
        return bad(client, "no HTTP/1.x status line");
    response->status = (int)status;
    response->close = line[7] == '0'; /* RFC 9112, 9.3 */
    for (int i = 0; i < MAX_HEADERS; i++) {
        if (read_line(client, line, "in the headers") < 0)
            return -1;
        if (line[0] == '\0')
            return 0;
        if (read_header(client, response, line) < 0)
            return -1;
    }
    return bad(client, "over 100 headers");
}

int http_read_head(struct client *client, struct http_response *response)
{
    for (int interim = 0; interim < 10; interim++) {
        *response = (struct http_response){.content_length = -1};
        if (read_one_head(client, response) < 0)
            return -1;
        if (response->status >= 200)
            return 0;
    }
    return bad(client, "ten interim responses and no final one");
}

/* ---- The body --------------------------------------------------------- */

/* Takes `size` bytes of the body. */
static int skip(struct client *client, struct http_response *response,
                uint64_t size)
{
    while (size > 0) {
        size_t here = client->end - client->begin;

        if (here == 0) {
            if (need(client, "in the body") < 0)
                return -1;
            continue;
        }
        if (here > size)
            here = (size_t)size;
        client->begin += here;
        response->received += here;
        size -= here;
    }
    return 0;
}

static int read_chunks(struct client *client, struct http_response *response)
{
    char line[MAX_LINE];
    int64_t size;

    for (long i = 0; i < MAX_CHUNKS; i++) {
        if (read_line(client, line, "before a chunk") < 0)
            return -1;
        if (read_number(line, 16, &size) < 0)
            return bad(client, "a chunk size that is no number");
        if (size > 0 && skip(client, response, (uint64_t)size) < 0)
            return -1;
        /* Empty after data; after the last chunk trailers come first. */
        do {
            if (read_line(client, line, "after a chunk") < 0)
                return -1;
        } while (size == 0 && line[0] != '\0');
        if (line[0] != '\0')
            return bad(client, "a chunk longer than announced");
        if (size == 0)
            return 0;
    }
    return bad(client, "too many chunks");
}

static int read_to_end(struct client *client, struct http_response *response)
{
    ssize_t n;

    response->close = true;
    do {
        response->received += client->end - client->begin;
        n = client_fill(client);
    } while (n > 0);
    return n == 0 ? 0 : -1;
}

int http_read_body(struct client *client, struct http_response *response,
                   bool head_request)
{
    int rc;

    if (head_request || response->status == 204 || response->status == 304)
        rc = 0; /* RFC 9112, 6.3: no body, whatever the headers say */
    else if (response->chunked)
        rc = read_chunks(client, response);
    else if (response->content_length >= 0)
        rc = skip(client, response, (uint64_t)response->content_length);
    else
        rc = read_to_end(client, response);
    if (rc == 0 && client->begin != client->end)
        return bad(client, "bytes after its end");
    return rc;
}

int http_read_some(struct client *client, struct http_response *response,
                   uint64_t some)
{
    if (response->content_length < 0) {
        /* Chunked: what is at hand has to do, there may be no more. */
        return client->begin < client->end ? 0 : need(client, "in the body");
    }
    if (some > (uint64_t)response->content_length)
        some = (uint64_t)response->content_length;
    return skip(client, response, some);
}
