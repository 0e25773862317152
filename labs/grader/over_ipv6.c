/* SPDX-License-Identifier: MIT */
#include "over_ipv6.h"

#include <stdio.h>

#include "late.h"
#include "named.h"
#include "probe/address.h"
#include "probe/probe.h"

/*
 * ::1 is one address. But to who listens on a mapped one, a client of
 * 127.1.2.3 is [::ffff:127.1.2.3].
 */
#define LISTEN "::ffff:127.0.0.1"
#define STEPS 48
#define ROUNDS 3 /* that leave something, each of them */

/* In the last one, what is freed a little later is no growth. */
static struct holding growth_of_a_round(struct metered *metered,
                                        unsigned round, bool last)
{
    struct holding (*rest)(const struct gauge *gauge, unsigned clients) =
        last ? late_rest : gauge_rest;
    struct holding before = rest(&metered->gauge, 0);
    struct holding after;

    series_begin(&metered->series, metered->server,
                 trigger_find("other-address"));
    series_step(&metered->series, round * STEPS, STEPS);
    series_end(&metered->series);
    after = rest(&metered->gauge, 0);
    return holding_minus(&after, &before);
}

/* One thread: what GnuTLS keeps for each is there after the first. */
static void start(struct metered *metered)
{
    static const char *const options[] = {"--threads", "1", "--listen", LISTEN,
                                          NULL};

    metered->gauge.stacks = true;
    metered->server = gauge_start(&metered->gauge,
                                  (struct service_setup){.options = options});
    /* A list of the last hundred is full after three. */
    for (unsigned round = 0; round < 3; round++)
        (void)growth_of_a_round(metered, round, false);
}

static bool grows(struct metered *metered, struct holding *grown)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        named_forget(metered); /* of the last one */
        *grown = growth_of_a_round(metered, i, i == ROUNDS - 1);
        if (grown->bytes <= 0 && grown->blocks <= 0 && grown->descriptors <= 0)
            return false;
    }
    return true;
}

bool over_ipv6_grow(bool *heap)
{
    struct metered metered = {0};
    struct holding grown;
    bool does = false;

    if (!address_can_be_mapped()) {
        (void)puts("note: clients of IPv6 were left out: there is none here");
        return false;
    }
    start(&metered);
    does = grows(&metered, &grown);
    *heap = does && (grown.bytes > 0 || grown.blocks > 0);
    if (does) {
        (void)puts("over IPv6: a request from another address each time");
        named_print(STEPS, &grown);
        named_stacks(&metered);
    }
    (void)service_stop(metered.server);
    gauge_close(&metered.gauge);
    return does;
}
