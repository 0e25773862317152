/* SPDX-License-Identifier: MIT */
/*
 * The mix: how often which kind of step comes.
 */
#ifndef MTLS_LOAD_MIX_H
#define MTLS_LOAD_MIX_H

#include <stdbool.h>

#include "plan.h"

/* One NAME=WEIGHT. `refused` stands for several flavours, taken in turn. */
struct share {
    uint8_t flavour[MAX_IDENTITIES];
    size_t flavours;
    size_t turn;
    uint64_t weight;
};

struct mix {
    struct share share[MAX_FLAVOURS];
    size_t shares;
    uint64_t total;
    struct share refused; /* for --refuse-every */
};

/*
 * Reads NAME=WEIGHT,... into an empty mix, and adds the flavours it names to
 * the plan. Returns 0; 2 for a wrong mix and 1 for a certificate that isn't
 * there, with the reason on stderr. There is nothing to free.
 */
int mix_read(struct plan *plan, struct mix *mix, const char *text, bool tls,
             const struct identities *ids);

/*
 * Adds all refused certificates, and none, to an empty share. Returns as
 * above.
 */
int mix_add_refused(struct plan *plan, struct share *share,
                    const struct identities *ids);

#endif
