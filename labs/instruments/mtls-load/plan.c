/* SPDX-License-Identifier: MIT */
/*
 * Dealing the steps out by weight, ahead of the run.
 */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mix.h"
#include "say.h"

static const char default_mix[] =
    "healthz=10,whoami=20,readings=15,post=25,firmware=10,requests=5,"
    "sessions=5,metrics=4,not-found=2,bad-json=2,head=2";

/* ---- Dealing ---------------------------------------------------------- */

uint64_t plan_random(const struct plan *plan, size_t step)
{
    /* SplitMix64 (Steele, Lea and Flood 2014): random access, no state. */
    uint64_t z = plan->seed * 0xd1342543de82ef95u +
                 ((uint64_t)step + 1) * 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void deal(struct plan *plan, struct mix *mix, size_t refuse_every)
{
    for (size_t i = 0; i < plan->count; i++) {
        /* The upper half chooses; the lower half is left for values. */
        uint64_t draw = (plan_random(plan, i) >> 32) % mix->total;
        struct share *share = mix->share;

        if (refuse_every > 0 && i % refuse_every == refuse_every - 1) {
            share = &mix->refused;
        } else {
            while (draw >= share->weight) {
                draw -= share->weight;
                share++;
            }
        }
        plan->step[i] = share->flavour[share->turn % share->flavours];
        share->turn++;
    }
}

static int load_identities(const struct plan *plan, struct identities *ids)
{
    for (size_t i = 0; i < plan->flavours; i++) {
        if (identities_load(ids, plan->flavour[i].identity) < 0)
            return 1;
    }
    return identities_load(ids, IDENTITY_GOOD) < 0 ? 1 : 0;
}

int plan_init(struct plan *plan, const struct options *options, bool tls,
              struct identities *ids)
{
    struct mix mix = {.shares = 0};
    const char *text = options->mix != NULL ? options->mix : default_mix;
    int rc;

    memset(plan, 0, sizeof *plan);
    plan->seed = options->seed;
    plan->count = (size_t)options->count;
    rc = mix_read(plan, &mix, text, tls, ids);
    if (rc == 0 && options->refuse_every > 0) {
        if (!tls) {
            say("--refuse-every needs an https:// URL");
            return 2;
        }
        rc = mix_add_refused(plan, &mix.refused, ids);
    }
    if (rc == 0 && tls)
        rc = load_identities(plan, ids);
    if (rc != 0)
        return rc;
    plan->step = calloc(plan->count + 1, sizeof *plan->step);
    if (plan->step == NULL) {
        say("--count %zu: out of memory: give less", plan->count);
        return 1;
    }
    deal(plan, &mix, (size_t)options->refuse_every);
    return 0;
}

void plan_free(struct plan *plan)
{
    free(plan->step);
    plan->step = NULL;
}
