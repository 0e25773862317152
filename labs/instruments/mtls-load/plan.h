/* SPDX-License-Identifier: MIT */
/*
 * The plan: which step is the i-th. It is drawn up before the run from the
 * seed and the mix alone, so neither threads nor the server's speed change
 * it, and a longer run begins with the same steps as a shorter one.
 */
#ifndef MTLS_LOAD_PLAN_H
#define MTLS_LOAD_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "identity.h"
#include "kinds.h"
#include "options.h"

enum { MAX_FLAVOURS = 64 };

/* A step as the mix names it: a kind, and for some the certificate. */
struct flavour {
    char name[48]; /* "whoami", "refused:expired" */
    const struct kind *kind;
    size_t identity;
};

struct plan {
    struct flavour flavour[MAX_FLAVOURS];
    size_t flavours;
    uint8_t *step; /* `count` indexes into flavour; owned by the plan */
    size_t count;
    uint64_t seed;
};

/*
 * Draws the plan up and loads the identities it needs. Returns 0; 2 for a
 * wrong mix and 1 for any other failure, with the reason on stderr.
 * plan_free() frees it, after a failure too.
 */
int plan_init(struct plan *plan, const struct options *options, bool tls,
              struct identities *ids);

/* A number that depends on the seed and the step alone. */
uint64_t plan_random(const struct plan *plan, size_t step);

void plan_free(struct plan *plan);

#endif
