/* SPDX-License-Identifier: MIT */
#include "given_up.h"

#include <stdio.h>

#include "late.h"
#include "named.h"
#include "probe/acts.h"
#include "probe/probe.h"

#define ROUNDS 3   /* that leave something, each of them */
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
static void be_given_up(const struct service *server)
{
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

/* In the last one, what is freed a little later is no growth. */
static struct holding growth_of_a_round(const struct metered *metered,
                                        bool last)
{
    struct holding (*rest)(const struct gauge *gauge, unsigned clients) =
        last ? late_rest : gauge_rest;
    struct holding before = rest(&metered->gauge, 0);
    struct holding after;

    be_given_up(metered->server);
    after = rest(&metered->gauge, 0);
    return holding_minus(&after, &before);
}

/* A list of the last hundred is full, and a round puts in what it puts out. */
static void fill(struct metered *metered)
{
    series_begin(&metered->series, metered->server,
                 metered_trigger(PER_CONNECTION));
    series_step(&metered->series, 0, FILLED);
    series_end(&metered->series);
}

/* One thread: what GnuTLS keeps for each is there after the first. */
static void start(struct metered *metered)
{
    static const char *const options[] = {"--threads", "1", "--timeout", "2",
                                          NULL};

    metered->gauge.stacks = true;
    metered->server = gauge_start(&metered->gauge,
                                  (struct service_setup){.options = options});
    triggers_prepare(metered->server);
    fill(metered);
    be_given_up(metered->server);
}

/* By blocks: in a list of texts a longer one takes the place of a shorter. */
static bool grows(const struct metered *metered, struct holding *grown)
{
    for (int i = 0; i < ROUNDS; i++) {
        named_forget(metered); /* of the last one */
        *grown = growth_of_a_round(metered, i == ROUNDS - 1);
        if (grown->blocks <= 0 && grown->descriptors <= 0)
            return false;
    }
    return true;
}

bool given_up_grow(bool *heap)
{
    struct metered metered = {0};
    struct holding grown;
    bool does = false;

    start(&metered);
    does = grows(&metered, &grown);
    *heap = does && grown.blocks > 0;
    if (does) {
        (void)puts("given up: --timeout passes in mid-body, in mid-download, "
                   "and without a word");
        named_print(1, &grown);
        named_stacks(&metered);
    }
    (void)service_stop(metered.server);
    gauge_close(&metered.gauge);
    return does;
}
