/* SPDX-License-Identifier: MIT */
/*
 * What a server takes of one client: each of these is bounded here, too.
 */
/* POLLRDHUP, and SIOCOUTQ */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

#include "ask.h"
#include "findings.h"

#include "probe/failure.h"

#define KIB 1024UL
#define MESSAGE (1024 * KIB) /* more than the kernel keeps for both */
#define LONGEST_HEAD (256 * KIB)
#define BODY (8192 * KIB)

/* ---- Whether all has gone ---------------------------------------------- */

/* Bytes that the other side has not taken yet. */
static int left_to_take(int descriptor)
{
    int bytes = 0;

    assert_system_ok(ioctl(descriptor, SIOCOUTQ, &bytes));
    return bytes;
}

static bool has_ended(int descriptor)
{
    struct pollfd end = {.fd = descriptor, .events = POLLRDHUP};

    return poll(&end, 1, 0) != 0;
}

/*
 * Whether the server takes all that was sent, and stays: else it has ended
 * the connection, or stopped reading.
 */
static bool takes_all(const struct scan *scan, int descriptor)
{
    const struct timespec moment = {.tv_nsec = 2000000};
    time_t end = time(NULL) + scan->options->patience;

    while (left_to_take(descriptor) > 0) {
        if (has_ended(descriptor) || time(NULL) > end)
            return false;
        (void)nanosleep(&moment, NULL); /* cut short by a signal: no harm */
    }
    return !has_ended(descriptor);
}

/* ---- A handshake message ----------------------------------------------- */

/* Records of one ClientHello that claims 16 MiB. False: it was stopped. */
static bool send_message(int descriptor)
{
    static unsigned char record[5 + 16384] = {22, 3, 1, 64, 0};

    for (size_t sent = 0; sent < MESSAGE; sent += sizeof record) {
        const unsigned char head[] = {1, 255, 255, 255, 3, 3};
        size_t done = 0;

        memset(record + 5, 0, sizeof record - 5);
        if (sent == 0)
            memcpy(record + 5, head, sizeof head);
        while (done < sizeof record) {
            ssize_t part = send(descriptor, record + done,
                                sizeof record - done, MSG_NOSIGNAL);

            if (part <= 0)
                return false;
            done += (size_t)part;
        }
    }
    return true;
}

static void try_message(const struct scan *scan)
{
    struct tls_setup setup = ask_setup(scan, &scan->stranger[0], 2);
    scoped_tls struct tls_client *client = tls_open(scan->service, &setup);
    int descriptor = tls_socket(client);
    struct timeval wait = {.tv_sec = scan->options->patience};
    char byte = 0;

    assert_system_ok(
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait));
    if (send_message(descriptor) && takes_all(scan, descriptor) &&
        recv(descriptor, &byte, 1, 0) < 0 &&
        (errno == EAGAIN || errno == EWOULDBLOCK))
        found(HUGE_MESSAGE, "%lu KiB of one ClientHello are taken",
              MESSAGE / KIB);
    else
        fact("limits: a ClientHello of %lu KiB is refused", MESSAGE / KIB);
}

/* ---- Head and body ----------------------------------------------------- */

static long usual_status(const struct scan *scan, const char *request)
{
    scoped_outcome struct outcome outcome = {0};

    ask(scan,
        &(struct visit){
            .client = scan->inside, .minor = scan->minor, .request = request},
        &outcome);
    return outcome.answer.status;
}

static void try_head(const struct scan *scan)
{
    scoped_outcome struct outcome outcome = {0};
    char request[REQUEST_SIZE], text[OUTCOME_TEXT];
    char *head = scan_long_head(
        scan_request(scan, request, "GET", scan->options->routes[0]),
        LONGEST_HEAD);

    ask(scan,
        &(struct visit){
            .client = scan->inside, .minor = scan->minor, .request = head},
        &outcome);
    free(head);
    if (outcome.end == END_ANSWER &&
        outcome.answer.status == usual_status(scan, request))
        found(LONG_HEAD, "a field of %lu KiB: answer %ld", LONGEST_HEAD / KIB,
              outcome.answer.status);
    else
        fact("limits: a head of %lu KiB: %s", LONGEST_HEAD / KIB,
             outcome_text(&outcome, text));
}

/* An answer, an alert or an end has come; what else comes is a ticket. */
static bool has_said_something(struct tls_client *client, unsigned wait)
{
    char byte = 0;

    gnutls_record_set_timeout(tls_library(client), wait);
    return tls_receive(client, &byte, 1) != GNUTLS_E_TIMEDOUT;
}

/* Parts of a body that claims 1 TiB, until something comes. */
static bool takes_body(const struct scan *scan, struct tls_client *client)
{
    static char part[65536];

    for (size_t sent = 0; sent < BODY; sent += sizeof part) {
        if (tls_send(client, part, sizeof part) < 0 ||
            has_said_something(client, 1))
            return false;
    }
    return takes_all(scan, tls_socket(client)) &&
           !has_said_something(client,
                               1000U * (unsigned)scan->options->patience);
}

static void try_body(const struct scan *scan)
{
    scoped_tls struct tls_client *client = ask_enter(scan);
    char request[REQUEST_SIZE];

    if (client == NULL)
        return;
    (void)snprintf(request, sizeof request,
                   "GET %s HTTP/1.1\r\nHost: %s\r\n"
                   "Content-Length: 1099511627776\r\n\r\n",
                   scan->options->routes[0], scan->host);
    if (tls_send_text(client, request) >= 0 && takes_body(scan, client))
        found(LONG_BODY, "%lu KiB of a body are taken, and nothing is said",
              BODY / KIB);
    else
        fact("limits: a body is not taken without an end");
}

/* ---- Many clients ------------------------------------------------------ */

static bool is_served(const struct scan *scan)
{
    scoped_outcome struct outcome outcome = {0};
    char request[REQUEST_SIZE];
    bool inside = scan->inside != NULL;
    const struct visit visit = {
        .client = inside ? scan->inside : &scan->stranger[0],
        .minor = inside            ? scan->minor
                 : scan->speaks[3] ? 3
                                   : 2,
        .request =
            scan_request(scan, request, "GET", scan->options->routes[0]),
    };

    ask(scan, &visit, &outcome);
    return inside ? outcome.end == END_ANSWER : outcome.hello;
}

static void try_idle(const struct scan *scan)
{
    struct tls_setup setup = ask_setup(scan, &scan->stranger[0], 2);
    size_t most = (size_t)scan->options->connections;
    size_t count = 0;
    struct tls_client *clients[CONNECTIONS_MAX];
    bool served = false;

    /* One that is not even taken, in --patience, is kept out. */
    while (count < most &&
           (clients[count] = tls_reach(scan->service, &setup)) != NULL)
        count++;
    served = count == most && is_served(scan);
    for (size_t i = 0; i < count; i++)
        tls_close(clients[i]);
    if (served)
        fact("limits: beside %zu idle clients others are served", count);
    else
        found(IDLE_KEEP_OUT, "beside %zu idle clients nothing comes for %ld s",
              count, scan->options->patience);
}

void look_at_limits(struct scan *scan)
{
    try_message(scan);
    if (scan->inside != NULL) {
        try_head(scan);
        try_body(scan);
    }
    if (scan->options->connections > 0)
        try_idle(scan);
}
