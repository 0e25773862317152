/* SPDX-License-Identifier: MIT */
#include "metered.h"

#include <stdlib.h>
#include <string.h>

#include "probe.h"

bool metered_skips(const struct trigger *trigger)
{
    return (trigger->reuses && service_is_per_request()) ||
           (trigger->resumes && !service_resumes());
}

const struct trigger *metered_trigger(enum per per)
{
    static const char *const names[PER_COUNT] = {
        [PER_CONNECTION] = "resumed-tls1.3",
        [PER_REQUEST] = "keep-alive",
        [PER_DOWNLOAD] = "download",
        [PER_REFUSAL] = "refused-wrong-ca",
        [PER_RELOAD] = "reload",
    };
    const struct trigger *trigger = trigger_find(names[per]);

    return metered_skips(trigger) ? trigger_find("full-tls1.3") : trigger;
}

const struct trigger *metered_leak_trigger(const char *leak, enum per per)
{
    return strcmp(leak, "server") == 0 ? trigger_find("full-tls1.3")
                                       : metered_trigger(per);
}

void metered_do(struct metered *metered, const struct trigger *trigger,
                unsigned first, unsigned count)
{
    series_whole(&metered->series, metered->server, trigger, first, count);
}

void metered_do_each(struct metered *metered, unsigned first, unsigned count)
{
    for (enum per per = 0; per < PER_COUNT; per++)
        metered_do(metered, metered_trigger(per), first, count);
}

void metered_do_all(struct metered *metered, unsigned first, unsigned count)
{
    for (size_t i = 0; i < trigger_count; i++) {
        if (metered_skips(&triggers[i]) || triggers[i].seldom)
            continue;
        metered_do(metered, &triggers[i], first, count);
    }
}

/* ---- Warming up -------------------------------------------------------- */

/*
 * Some memory is taken once: by each thread at its first handshake, when a
 * format is first printed. A round does everything, and rounds go on until
 * three in a row have kept the same, and until each of the leaky server's 64
 * threads, which take turns at some 120 connections a round, has had several.
 */
#define ROUNDS_MIN 3
#define ROUNDS_MAX 20
#define STEPS_A_ROUND 2 /* one of TLS 1.2, one of 1.3 */
#define FLAT 5          /* rounds: ten steps of each trigger */

/*
 * What it leaves, from rest to rest. What is bounded and holds texts goes up
 * and down by a few bytes, as clients at once come in another order: flat is
 * a series of rounds that keep no block, and together no byte.
 */
static struct holding do_round(struct metered *metered)
{
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding grown;

    triggers_crowd(metered->server);
    metered_do_all(metered, metered->rounds++ * STEPS_A_ROUND, STEPS_A_ROUND);
    grown = gauge_rest(&metered->gauge, 0);
    grown = holding_minus(&grown, &before);
    if (grown.blocks == 0 && grown.descriptors == 0 && grown.threads == 0 &&
        grown.held.children == 0) {
        metered->flat++;
        metered->drift += grown.bytes;
        metered->mapped += grown.held.mapped;
    } else {
        metered->flat = 0;
        metered->drift = 0;
        metered->mapped = 0;
    }
    return grown;
}

static bool is_flat(const struct metered *metered)
{
    return metered->flat >= FLAT && metered->drift <= 0 &&
           metered->mapped <= 0;
}

/* Not what is mapped: malloc and threads take and give that as they need. */
static bool is_same(const struct holding *a, const struct holding *b)
{
    return a->bytes == b->bytes && a->blocks == b->blocks &&
           a->descriptors == b->descriptors && a->threads == b->threads;
}

static void warm_up(struct metered *metered)
{
    struct holding last = {0};
    unsigned same = 0;

    while (metered->rounds < ROUNDS_MAX && !is_flat(metered)) {
        struct holding grown = do_round(metered);

        same = is_same(&grown, &last) ? same + 1 : 0;
        last = grown;
        if (same >= 2 && metered->rounds >= ROUNDS_MIN)
            return;
    }
    /* Not even now: the tests will say what goes on growing. */
}

/*
 * What one trigger keeps, another may free in the same round: the round is
 * flat, and a server that never sees the other one grows.
 */
static bool each_keeps_nothing(struct metered *metered)
{
    struct holding before = gauge_rest(&metered->gauge, 0);

    for (size_t i = 0; i < trigger_count; i++) {
        struct holding after, grown;

        if (metered_skips(&triggers[i]) || triggers[i].seldom)
            continue;
        metered_do(metered, &triggers[i], metered->rounds * STEPS_A_ROUND,
                   STEPS_A_ROUND);
        after = gauge_rest(&metered->gauge, 0);
        grown = holding_minus(&after, &before);
        if (grown.blocks > 0 || grown.descriptors > 0)
            return false;
        before = after;
    }
    metered->rounds++;
    return true;
}

bool metered_keeps_nothing(struct metered *metered)
{
    for (unsigned i = 0; i < FLAT && metered->flat > 0; i++) {
        if (is_flat(metered))
            return each_keeps_nothing(metered);
        (void)do_round(metered);
    }
    return is_flat(metered) && each_keeps_nothing(metered);
}

/* ---- Start and end ----------------------------------------------------- */

void metered_start(struct metered *metered)
{
    metered->server = gauge_start(&metered->gauge, (struct service_setup){0});
    metered->lost_keep_alive = !service_is_per_request() &&
                               !http_keeps_alive(metered->server, "sensor-1");
    if (metered->lost_keep_alive)
        (void)setenv("MTLS_SERVER_PER_REQUEST", "1", 1);
    triggers_prepare(metered->server);
    warm_up(metered);
}

void metered_drop(struct metered *metered)
{
    series_drop(&metered->series);
    walk_drop(&metered->walk);
    tls_close_all();
}

void metered_end(struct metered *metered)
{
    walk_drop(&metered->walk);
    gauge_close(&metered->gauge);
    tls_free_credentials();
}

/* ---- Growth ------------------------------------------------------------ */

/* Where a series is but one step, that is once, and then twice. */
static struct growth growth_of_series(struct metered *metered,
                                      const struct trigger *trigger)
{
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding between, after;

    metered_do(metered, trigger, 0, 1);
    between = gauge_rest(&metered->gauge, 0);
    metered_do(metered, trigger, 0, 1);
    metered_do(metered, trigger, 0, 1);
    after = gauge_rest(&metered->gauge, 0);
    return (struct growth){.steps = 1,
                           .once = holding_minus(&between, &before),
                           .twice = holding_minus(&after, &between)};
}

struct growth metered_growth(struct metered *metered,
                             const struct trigger *trigger, unsigned steps)
{
    struct series *series = &metered->series;
    struct growth growth = {.steps = steps};
    struct holding before, between, after;
    unsigned clients = 0;

    if (trigger->step == NULL)
        return growth_of_series(metered, trigger);
    series_begin(series, metered->server, trigger);
    series_step(series, 0, 1); /* frees what was left for the next one */
    clients = series->connected != NULL ? 1 : 0;
    before = gauge_rest(&metered->gauge, clients);
    series_step(series, 1, steps);
    between = gauge_rest(&metered->gauge, clients);
    series_step(series, 1 + steps, 2 * steps);
    after = gauge_rest(&metered->gauge, clients);
    series_end(series);
    growth.once = holding_minus(&between, &before);
    growth.twice = holding_minus(&after, &between);
    return growth;
}
