/* SPDX-License-Identifier: MIT */
#include "turned_away.h"

#include <stdio.h>

#include "late.h"
#include "named.h"
#include "probe/probe.h"

#define STEPS 64 /* one for each thread of a server per request */
#define ROUNDS 3 /* that leave something, each of them */

/* A server that waits for a client who is gone is freed a little later. */
static struct holding growth_of_a_round(struct metered *metered, bool last)
{
    static const struct tls_setup setup = {.from = "127.0.0.9"};
    struct holding (*rest)(const struct gauge *gauge, unsigned clients) =
        last ? late_rest : gauge_rest;
    struct tls_client *first = tls_open(metered->server, &setup);
    struct holding before = rest(&metered->gauge, 1);
    struct holding after;

    for (unsigned i = 0; i < STEPS; i++) {
        struct tls_client *second = tls_open(metered->server, &setup);

        tls_expect_end(second);
        tls_close(second);
    }
    after = rest(&metered->gauge, 1);
    tls_close(first);
    (void)gauge_rest(&metered->gauge, 0);
    return holding_minus(&after, &before);
}

static bool grows(struct metered *metered, struct holding *grown)
{
    for (int i = 0; i < ROUNDS; i++) {
        named_forget(metered); /* of the last one */
        *grown = growth_of_a_round(metered, i == ROUNDS - 1);
        if (grown->blocks <= 0 && grown->descriptors <= 0)
            return false;
    }
    return true;
}

bool turned_away_grow(bool *heap)
{
    static const char *const options[] = {"--max-per-address", "1", NULL};
    struct metered metered = {0};
    struct holding grown;
    bool does = false;

    metered.gauge.stacks = true;
    metered.server = gauge_start(&metered.gauge,
                                 (struct service_setup){.options = options});
    for (int filled = 0; filled < 2; filled++)
        (void)growth_of_a_round(&metered, false);
    does = grows(&metered, &grown);
    *heap = does && grown.blocks > 0;
    if (does) {
        (void)puts("turned away: a client whose address has all the "
                   "connections that it may have");
        named_print(STEPS, &grown);
        named_stacks(&metered);
    }
    (void)service_stop(metered.server);
    gauge_close(&metered.gauge);
    return does;
}
