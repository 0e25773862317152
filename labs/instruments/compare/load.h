/* SPDX-License-Identifier: MIT */
/*
 * Traffic for one server: a run of mtls-load, and its result.
 */
#ifndef COMPARE_LOAD_H
#define COMPARE_LOAD_H

#include "model.h"
#include "workspace.h"

/* Every so many steps are refused; the others are requests. */
#define LOAD_REFUSE_EVERY 20L

/* How many steps make so many requests. */
long load_steps(long requests);

/* All zero is a run that was never started. */
struct load {
    const struct subject *subject; /* borrowed, as is the next */
    const struct workspace *workspace;
    struct process process;
    long steps;
    char result[PATH_MAX];
    char log[PATH_MAX];
};

/*
 * Starts STEPS steps, each on a connection of its own with a full handshake.
 * Returns 0; or -1, and has said why. Then load_stop() is due.
 */
int load_start(struct load *load, const struct subject *subject,
               const struct workspace *workspace, long steps, long seed);

/* Does it still run? Never waits. */
bool load_running(struct load *load);

/*
 * What it did, once it has ended. Returns 0; or -1, and has said why, when
 * one step did not end as it should.
 */
int load_result(const struct load *load, struct traffic *traffic);

/* Ends it if it still runs. */
void load_stop(struct load *load);

#endif
