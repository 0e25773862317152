/* SPDX-License-Identifier: MIT */
/*
 * The server for the tests of scan: what it answers.
 */
/* strcasestr */
#define _GNU_SOURCE
#include "scan_server_http.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan_fault.h"

#define HEAD_MAX 16384UL
#define BODY_MAX 65536UL

static struct {
    gnutls_session_t session;
    char text[1 << 20]; /* what has come of a head */
    size_t size;
    char rest[16384]; /* what came with it, and is not read */
    size_t at, end;
} client;

/* Whether there is more to read: a client has begun a handshake. */
static bool may_shake_again(void)
{
    if (has("renegotiates"))
        return gnutls_handshake(client.session) == 0;
    (void)gnutls_alert_send(client.session, GNUTLS_AL_WARNING,
                            GNUTLS_A_NO_RENEGOTIATION);
    return true;
}

static bool next_byte(char *byte)
{
    ssize_t got = 0;

    if (client.at == client.end) {
        do
            got = gnutls_record_recv(client.session, client.rest,
                                     sizeof client.rest);
        while (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED ||
               (got == GNUTLS_E_REHANDSHAKE && may_shake_again()));
        if (got <= 0)
            return false;
        client.at = 0;
        client.end = (size_t)got;
    }
    *byte = client.rest[client.at++];
    return true;
}

static bool skip(size_t count)
{
    char byte = 0;

    while (count > 0 && next_byte(&byte))
        count--;
    return count == 0;
}

enum head { HEAD_COMPLETE, HEAD_LONG, HEAD_ENDED };

static enum head read_head(void)
{
    size_t most = has("long-head") ? sizeof client.text - 1 : HEAD_MAX;

    client.size = 0;
    while (client.size < most && next_byte(&client.text[client.size])) {
        client.size++;
        client.text[client.size] = '\0';
        if (client.size >= 4 &&
            memcmp(client.text + client.size - 4, "\r\n\r\n", 4) == 0)
            return HEAD_COMPLETE;
    }
    return client.size == most ? HEAD_LONG : HEAD_ENDED;
}

/* As long as somebody reads it. */
static void answer_without_end(void)
{
    static const char begin[] = "HTTP/1.1 200 OK\r\n";
    static const char line[] = "X-More: and more, and more, and more\r\n";
    ssize_t sent = gnutls_record_send(client.session, begin, sizeof begin - 1);

    while (sent > 0)
        sent = gnutls_record_send(client.session, line, sizeof line - 1);
}

static void answer(const char *status, const char *body, bool closes)
{
    char text[8192];
    int size = snprintf(
        text, sizeof text, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s%s\r\n%s",
        status, strlen(body), has("banner") ? "Server: toy/1.2.3\r\n" : "",
        closes ? "Connection: close\r\n" : "",
        strncmp(client.text, "HEAD ", 5) == 0 ? "" : body);

    (void)gnutls_record_send(client.session, text, (size_t)size);
}

/* ---- Framing ----------------------------------------------------------- */

static const char *field(const char *name)
{
    return strcasestr(client.text, name);
}

/* Returns whether the head is at fault, in a way that it minds. */
static bool is_at_fault(void)
{
    const char *length = field("\r\nContent-Length:");
    bool two = length != NULL && strcasestr(length + 2, "\r\nContent-Length:");
    bool both = length != NULL && field("\r\nTransfer-Encoding:");

    return (two && !has("two-lengths")) ||
           (both && !has("length-and-coding")) ||
           (strstr(client.text, " : ") != NULL && !has("blank")) ||
           (field("\r\nHost:") == NULL && !has("no-host")) ||
           strstr(client.text, " and more ") != NULL;
}

/* Returns whether it came, as far as it is read. */
static bool read_body(void)
{
    const char *length = field("\r\nContent-Length:");

    if (field("\r\nTransfer-Encoding:") != NULL)
        return skip(5); /* "0", and two line ends: more never comes here */
    return length == NULL ||
           skip(strtoul(length + strlen("\r\nContent-Length:"), NULL, 10));
}

/* ---- Answers ----------------------------------------------------------- */

#define LED_TO(place) "302 Found\r\nLocation: " place

static void answer_route(void)
{
    bool get = strncmp(client.text, "GET ", 4) == 0 ||
               strncmp(client.text, "HEAD ", 5) == 0;
    const char *path = strchr(client.text, ' ');
    bool closes = has("no-keep-alive");

    if (strncmp(client.text, "TRACE ", 6) == 0 && has("trace"))
        answer("200 OK", client.text, closes);
    else if (!get && !has("any-method"))
        answer("405 Method Not Allowed", "no", closes);
    else if (strncmp(path, " / ", 3) != 0)
        answer("404 Not Found",
               has("tells") ? "no /usr/lib/toy/routes.so" : "no", closes);
    else if (has("other-name"))
        answer("421 Misdirected Request", "no", closes);
    else
        answer(has("leads-on") ? LED_TO("/home") : "200 OK",
               "ok /usr/share/doc", closes);
}

/* Returns whether the connection goes on. */
static bool answer_request(bool is_client)
{
    const char *length = field("\r\nContent-Length:");

    if (has("endless-head") && is_client) {
        answer_without_end();
        return false;
    }
    if (is_at_fault()) {
        answer("400 Bad Request", "no", true);
        return false;
    }
    if (!is_client) {
        if (!has("hangs-up"))
            answer(has("leads-on")  ? LED_TO("/login")
                   : has("says-no") ? "200 OK"
                                    : "403 Forbidden",
                   "no", true);
        return false;
    }
    if (length != NULL && !has("long-body") &&
        strtoul(length + strlen("\r\nContent-Length:"), NULL, 10) > BODY_MAX) {
        answer("413 Content Too Large", "no", true);
        return false;
    }
    if (!has("body-as-request") && !read_body())
        return false;
    answer_route();
    return !has("no-keep-alive");
}

void converse(gnutls_session_t session, bool is_client)
{
    enum head head = HEAD_COMPLETE;

    client.session = session;
    client.at = client.end = 0;
    do {
        head = read_head();
        if (head == HEAD_LONG)
            answer("431 Request Header Fields Too Large", "no", true);
    } while (head == HEAD_COMPLETE && answer_request(is_client) &&
             !has("mute-second"));
    if (has("mute-second"))
        (void)skip(SIZE_MAX);
    (void)gnutls_bye(session, GNUTLS_SHUT_WR);
}
