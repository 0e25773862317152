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

/* What is done to a server. */
struct load_plan {
    long steps;
    long seed;             /* same seed, same traffic */
    long rate;             /* steps a second; 0: as fast as possible */
    long refuse_every;     /* 0: none is */
    const char *handshake; /* of mtls-load: "full", "resumed" */
    const char *mix;       /* likewise; NULL: all routes */
};

/* That of the comparison: of full handshakes, LOAD_REFUSE_EVERY. */
struct load_plan load_plan(long steps, long seed);

struct load {
    const struct subject *subject; /* borrowed */
    struct process process;
    long steps;
    bool ending; /* load_end() was called */
    char result[PATH_SIZE];
};

/* Starts it: each step on a connection of its own. */
void load_start(struct load *load, const struct subject *subject,
                const struct load_plan *plan);

/* Begins no more steps; those under way go to their end. Does not wait. */
void load_end(struct load *load);

/*
 * What it did, once it has ended. Ends the program when one step did not end
 * as it should, or, unless it was told to, when one is missing.
 */
struct traffic load_result(const struct load *load);

#endif
