/* SPDX-License-Identifier: MIT */
/*
 * The growth of a server with options of its own, by the heap meter: it mostly
 * waits, so it is asked beside the stage `growth`, of which it is a part.
 */
#include "grader.h"

#include <stdio.h>
#include <string.h>

#include "at_once.h"
#include "many.h"
#include "of_server.h"
#include "of_streams.h"
#include "probe/acts.h"
#include "probe/address.h"
#include "probe/probe.h"
#include "rounds.h"
#include "six.h"

/* ---- Requests that the server gives up ---------------------------------- */

#define FILLED 256 /* more than any list that is bounded keeps */

static const char *const stops[] = {
    GET("/firmware/big.bin"),
    HEAD("POST", "/readings") "Content-Type: application/json\r\n"
                              "Content-Length: 35\r\n\r\n{\"sensor\":",
    "",
};

#define STOPS (sizeof stops / sizeof *stops)

/* One that came too late on a slow machine has been ended already. */
static struct tls_client *stop_at(const struct service *server,
                                  const char *text)
{
    static const struct tls_setup setup = {.certificate = "sensor-1",
                                           .receive_buffer = 4096,
                                           .segment = ETHERNET};
    struct tls_client *client = tls_try(server, &setup);

    if (client != NULL && tls_send_text(client, text) >= 0)
        return client;
    tls_close(client);
    return NULL;
}

/* The server ends who says nothing at all, too, but tells of requests. */
static void be_given_up(struct metered *metered)
{
    struct service *server = metered->server;
    size_t mark = service_log_mark(server);
    struct tls_client *clients[STOPS];
    unsigned begun = 0;

    for (size_t i = 0; i < STOPS; i++) {
        clients[i] = stop_at(server, stops[i]);
        begun += clients[i] != NULL && *stops[i] != '\0';
    }
    wait_until(service_log_count(server, mark, " audit .* end=timeout ") ==
               begun);
    for (size_t i = 0; i < STOPS; i++)
        tls_close(clients[i]);
}

/* A list of the last hundred is full, and a round puts in what it puts out. */
static void fill_lists(struct metered *metered)
{
    triggers_prepare(metered->server);
    metered_do(metered, metered_trigger(PER_CONNECTION), 0, FILLED);
}

static const struct rounds given_up = {
    .what = "given up: --timeout passes in mid-body, in mid-download, and "
            "without a word",
    .options = (const char *const[]){"--threads", "1", "--timeout", "2", NULL},
    .fill = fill_lists,
    .round = be_given_up,
    .steps = 1,
    .filling = 1,
};

/* ---- Clients of IPv6 ---------------------------------------------------- */

/*
 * ::1 is one address. But to who listens on a mapped one, a client of
 * 127.1.2.3 is [::ffff:127.1.2.3].
 */
#define ADDRESSES 48

static void ask_from_others(struct metered *metered)
{
    metered_do(metered, trigger_find("other-address"), 0, ADDRESSES);
}

static const struct rounds over_ipv6 = {
    .what = "over IPv6: a request from another address each time",
    .options = (const char *const[]){"--threads", "1", "--listen",
                                     ADDRESS_MAPPED, NULL},
    .round = ask_from_others,
    .steps = ADDRESSES,
    .filling = 3, /* a list of the last hundred */
    .by_bytes = true,
};

/* ---- Clients who are turned away ---------------------------------------- */

#define TURNED_AWAY 64 /* one for each thread of a server per request */

static const struct tls_setup of_one_address = {.from = "127.0.0.9"};

/* Their address has all the connections that it may have. */
static void be_turned_away(struct metered *metered)
{
    for (unsigned i = 0; i < TURNED_AWAY; i++) {
        struct tls_client *second = tls_open(metered->server, &of_one_address);

        tls_expect_end(second);
        tls_close(second);
    }
}

/* Each may keep what it has made for its first client. */
static void meet_all_workers(struct metered *metered)
{
    struct tls_client *clients[TURNED_AWAY];
    char address[32];

    for (unsigned i = 0; i < TURNED_AWAY; i++) {
        (void)snprintf(address, sizeof address, "127.0.1.%u", 1 + i);
        clients[i] = tls_open(
            metered->server,
            &(struct tls_setup){.certificate = "sensor-1", .from = address});
    }
    for (unsigned i = 0; i < TURNED_AWAY; i++)
        assert_gnutls_ok(tls_handshake(clients[i]));
    for (unsigned i = 0; i < TURNED_AWAY; i++)
        tls_close(clients[i]);
}

static const struct rounds turned_away = {
    .what = "turned away: a client whose address has all the connections "
            "that it may have",
    .options = (const char *const[]){"--max-per-address", "1", NULL},
    .stays = &of_one_address,
    .round = be_turned_away,
    .steps = TURNED_AWAY,
    .fill = meet_all_workers,
    .filling = 2,
};

/* ---- The stage ---------------------------------------------------------- */

/*
 * With one thread each, as what GnuTLS keeps for each is there after the
 * first. But not for `server`, whose fix may have 64 all the same: their first
 * handshakes would look like growth, and who is turned away makes none.
 */
static bool any_grows(const struct judged *judged, bool *heap)
{
    if (at_once_grows(judged, heap) || many_grow(judged, heap))
        return true;
    if (strcmp(judged->module, "server") == 0) {
        *heap = !service_is_per_request() && idle_costs_more();
        return *heap || rounds_grow(&turned_away, heap);
    }
    if (strcmp(judged->module, "streams") == 0 && bad_disk_grows(heap))
        return true;
    if (rounds_grow(&given_up, heap))
        return true;
    if (address_is_here(ADDRESS_MAPPED))
        return rounds_grow(&over_ipv6, heap);
    if (address_is_here("::1")) /* else it was said already */
        (void)puts("note: clients of IPv6 were left out: there is none here");
    return false;
}

void others_stage(const struct judged *judged)
{
    bool heap = false;

    if ((strcmp(judged->module, "streams") == 0 &&
         (shrinking_kills() || replaced_is_mixed())) ||
        six_is_misnamed()) {
        (void)puts("proven");
        fail();
    }
    if (!any_grows(judged, &heap))
        return;
    (void)printf("grows: %s\n", heap ? "heap" : "held");
    fail();
}
