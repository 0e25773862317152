/* SPDX-License-Identifier: MIT */
#include "rounds.h"

#include <stdio.h>

#include "late.h"
#include "named.h"
#include "probe/probe.h"

#define ROUNDS 3 /* that leave something, each of them */

/* In the last one, what is freed a little later is no growth. */
static struct holding growth_of_a_round(const struct rounds *rounds,
                                        struct metered *metered, bool last)
{
    late_resting *rest = last ? late_rest : gauge_rest;
    struct tls_client *client = rounds->stays != NULL
                                    ? tls_open(metered->server, rounds->stays)
                                    : NULL;
    unsigned clients = client != NULL ? 1 : 0;
    struct holding before = rest(&metered->gauge, clients);
    struct holding after;

    rounds->round(metered);
    after = rest(&metered->gauge, clients);
    tls_close(client);
    (void)gauge_rest(&metered->gauge, 0);
    return holding_minus(&after, &before);
}

/* By blocks: in a list of texts a longer one takes the place of a shorter. */
static bool is_more(const struct rounds *rounds, const struct holding *grown,
                    bool *heap)
{
    *heap = grown->blocks > 0 || (rounds->by_bytes && grown->bytes > 0);
    return *heap || grown->descriptors > 0;
}

static bool each_leaves_some(const struct rounds *rounds,
                             struct metered *metered, struct holding *grown,
                             bool *heap)
{
    for (unsigned i = 0; i < rounds->filling; i++)
        (void)growth_of_a_round(rounds, metered, false);
    for (int i = 0; i < ROUNDS; i++) {
        named_forget(metered); /* of the last one */
        *grown = growth_of_a_round(rounds, metered, i == ROUNDS - 1);
        if (!is_more(rounds, grown, heap))
            return false;
    }
    return true;
}

bool rounds_grow(const struct rounds *rounds, bool *heap)
{
    struct metered metered = {.gauge.stacks = true};
    struct holding grown;
    bool does = false;

    metered.server = gauge_start(
        &metered.gauge, (struct service_setup){.options = rounds->options});
    if (rounds->fill != NULL)
        rounds->fill(&metered);
    does = each_leaves_some(rounds, &metered, &grown, heap);
    if (does) {
        (void)puts(rounds->what);
        named_print(rounds->steps, &grown);
        named_stacks(&metered);
    }
    (void)service_stop(metered.server);
    gauge_close(&metered.gauge);
    return does;
}
