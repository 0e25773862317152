/* SPDX-License-Identifier: MIT */
/*
 * Traffic for one server: a run of mtls-load, and its result.
 */
#ifndef COMPARE_LOAD_H
#define COMPARE_LOAD_H

#include "model.h"

/* Every so many steps are refused; the others are requests. */
#define LOAD_REFUSE_EVERY 20L

/* How many steps make so many requests. */
long load_steps(long requests);

struct load {
    const struct subject *subject; /* borrowed */
    struct process process;
    long steps;
    char result[PATH_SIZE];
};

/* Starts STEPS steps, each on a connection of its own with a full handshake. */
void load_start(struct load *load, const struct subject *subject, long steps,
                long seed);

/*
 * What it did, once it has ended. Ends the program when one step did not end
 * as it should.
 */
struct traffic load_result(const struct load *load);

#endif
