/* SPDX-License-Identifier: MIT */
/*
 * Clients that do not go on, all at the same time: for how long the server
 * keeps them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "ask.h"
#include "findings.h"

#include "probe/failure.h"

struct slow {
    const char *what;
    struct tls_client *client; /* NULL: it has ended */
    enum kind_id kind;
    bool drips; /* a byte each second */
};

/* ---- Time -------------------------------------------------------------- */

static double now(void)
{
    struct timespec time = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* cannot fail */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- The clients ------------------------------------------------------- */

static struct tls_client *silent(const struct scan *scan)
{
    struct tls_setup setup = ask_setup(scan, &scan->stranger[0], 2);

    return tls_open(scan->service, &setup);
}

static struct tls_client *half_hello(const struct scan *scan)
{
    struct tls_setup setup = ask_setup(scan, &scan->stranger[0], 2);
    struct tls_client *client = tls_open(scan->service, &setup);

    tls_break_off(client, CUT_IN_HELLO);
    return client;
}

static struct tls_client *half_request(const struct scan *scan,
                                       const char *end)
{
    struct tls_client *client = scan->inside != NULL ? ask_enter(scan) : NULL;
    char request[REQUEST_SIZE];

    if (client == NULL)
        return NULL;
    (void)scan_request(scan, request, "GET", scan->options->routes[0]);
    /* Without the empty line at the end. */
    (void)tls_send(client, request, strlen(request) - 2);
    (void)tls_send_text(client, end);
    return client;
}

/* ---- Whether they have ended ------------------------------------------- */

static bool has_ended(const struct slow *slow)
{
    char data[4096];
    ssize_t got = 0;

    if (slow->drips && tls_send(slow->client, "x", 1) < 0)
        return true;
    do { /* a ticket, an alert, an answer: the end is what counts */
        got = recv(tls_socket(slow->client), data, sizeof data, MSG_DONTWAIT);
    } while (got > 0);
    return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

/* Returns how many are left. */
static size_t look_at_all(struct slow *slow, size_t count, double seconds)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        if (slow[i].client == NULL)
            continue;
        if (!has_ended(&slow[i])) {
            left++;
            continue;
        }
        fact("limits: %s: ended within %.0f s", slow[i].what, seconds + 1);
        tls_close(slow[i].client);
        slow[i].client = NULL;
    }
    return left;
}

void look_at_slow(struct scan *scan)
{
    const struct timespec second = {.tv_sec = 1};
    struct slow slow[] = {
        {"a client that says nothing", NULL, SLOW_HANDSHAKE, false},
        {"half a ClientHello", NULL, SLOW_HANDSHAKE, false},
        {"a head that comes byte by byte", NULL, SLOW_HEAD, true},
        {"a body that stops", NULL, SLOW_BODY, false},
    };
    size_t count = sizeof slow / sizeof *slow;
    double begin = 0;

    if (scan->options->slow == 0) {
        not_judged("clients that do not go on: --slow 0");
        return;
    }
    slow[0].client = silent(scan);
    slow[1].client = half_hello(scan);
    slow[2].client = half_request(scan, "X-Scan: ");
    slow[3].client = half_request(scan, "Content-Length: 9\r\n\r\n..");
    begin = now(); /* each has been there for so long, or longer */
    while (look_at_all(slow, count, now() - begin) > 0 &&
           now() - begin < (double)scan->options->slow)
        (void)nanosleep(&second, NULL); /* the pace of the drops */
    for (size_t i = 0; i < count; i++) {
        if (slow[i].client != NULL)
            found(slow[i].kind, "%s: open still after %ld s", slow[i].what,
                  scan->options->slow);
        tls_close(slow[i].client);
    }
}
