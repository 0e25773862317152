/* SPDX-License-Identifier: MIT */
#include "many.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "late.h"
#include "listed.h"
#include "named.h"
#include "probe/acts.h"
#include "probe/loopback.h"
#include "probe/probe.h"

/* ---- What is done so often ---------------------------------------------- */

/* It says nothing, and is waited for: the server has closed it. */
static void connect_often(const struct service *server, unsigned times)
{
    char byte = 0;

    for (unsigned i = 0; i < times; i++) {
        int one = loopback_connect(0, htonl(INADDR_LOOPBACK), server->port);

        assert_system_ok(one);
        (void)shutdown(one, SHUT_WR); /* it may have been closed already */
        while (recv(one, &byte, 1, 0) > 0)
            continue;
        (void)close(one);
    }
}

#define BEGUN \
    HEAD("POST", "/readings") \
    "Content-Type: application/json\r\nContent-Length: 35\r\n\r\n{\"sensor\""

/* A request that lasts while thousands come and go: it is served, as they. */
static struct tls_client *begin_to_ask(const struct service *server)
{
    struct tls_client *client = tls_enter(server, "sensor-1", 3);

    assert_gnutls_ok(tls_send_text(client, BEGUN));
    return client;
}

static void end_to_ask(const struct service *server, struct tls_client *client)
{
    scoped_client struct http_client *reader = client_new(server, "operator");
    scoped_response struct http_response response = {0};

    if (!tls_exchange(client, ":\"s\",\"value\":1,\"unit\":\"C\"}",
                      &response) ||
        response.status != 201)
        fail_because("a request that lasted while thousands came and went is "
                     "not answered");
    tls_leave(client);
    listed_falling(reader);
}

static void ask_often(const struct service *server, unsigned times)
{
    struct tls_client *client = tls_enter(server, "sensor-1", 3);

    for (unsigned i = 0; i < times; i++) {
        scoped_response struct http_response response = {0};

        if (!tls_exchange(client, GET("/healthz"), &response))
            fail_because(
                "request %u of %u on one connection is not answered, while "
                "another one lasts",
                i + 1, times);
    }
    tls_leave(client);
}

static const struct {
    const char *what;
    void (*often)(const struct service *server, unsigned times);
    struct tls_client *(*begin)(const struct service *server); /* or NULL */
    void (*end)(const struct service *server, struct tls_client *client);
} kinds[PER_COUNT] = {
    [PER_REQUEST] = {"many: requests, one after the other", ask_often,
                     begin_to_ask, end_to_ask},
    [PER_CONNECTION] = {"many: clients connect, one after the other, and go "
                        "without a word",
                        connect_often, NULL, NULL},
};

/* ---- Looks -------------------------------------------------------------- */

/*
 * Three times as many each time: what is doubled whenever it is full, though
 * it need not be, grows in both windows, which no bounded list does.
 */
static const unsigned first = 1000, windows[] = {2100, 6200};

#define WINDOWS 2

/* Bytes: of a hundred texts each may have become a little longer. */
#define TEXTS 2000

/* Not what is mapped: malloc maps more for a thread when it likes. */
static bool has_grown(const struct holding *grown, bool *heap)
{
    *heap = grown->blocks > 0 || grown->bytes > TEXTS;
    return *heap || grown->descriptors > 0;
}

/* At rest; or late, and when one more has come, who may free what was left. */
static struct holding look(const struct metered *metered, enum per per,
                           bool late, unsigned clients)
{
    if (!late)
        return gauge_rest(&metered->gauge, clients);
    (void)late_rest(&metered->gauge, clients);
    kinds[per].often(metered->server, 1);
    return late_rest(&metered->gauge, clients);
}

static bool both_grow(struct metered *metered, enum per per, bool late,
                      struct holding *grown, bool *heap)
{
    const struct service *server = metered->server;
    struct tls_client *stays =
        kinds[per].begin != NULL ? kinds[per].begin(server) : NULL;
    unsigned clients = stays != NULL ? 1 : 0;
    struct holding before, after;
    bool grows = true;

    kinds[per].often(server, first);
    before = look(metered, per, late, clients);
    for (int i = 0; i < WINDOWS; i++) {
        named_forget(metered); /* of the last one */
        kinds[per].often(server, windows[i]);
        after = look(metered, per, late, clients);
        *grown = holding_minus(&after, &before);
        grows = grows && has_grown(grown, heap);
        before = after;
    }
    if (stays != NULL)
        kinds[per].end(server, stays);
    return grows;
}

static bool grow(enum per per, bool late, bool *heap)
{
    static const char *const options[] = {"--threads", "1", "--log-level",
                                          "error", NULL};
    struct metered metered = {.gauge.stacks = true};
    struct holding grown;
    bool does = false;

    metered.server = gauge_start(&metered.gauge,
                                 (struct service_setup){.options = options});
    does = both_grow(&metered, per, late, &grown, heap);
    if (does && late) {
        (void)puts(kinds[per].what);
        named_print(windows[WINDOWS - 1], &grown);
        named_stacks(&metered);
    }
    (void)service_stop(metered.server);
    gauge_close(&metered.gauge);
    return does;
}

/* Who has grown is asked again: what is freed seconds later is no growth. */
bool many_grow(const struct judged *judged, bool *heap)
{
    return kinds[judged->per].often != NULL && !service_is_per_request() &&
           grow(judged->per, false, heap) && grow(judged->per, true, heap);
}
