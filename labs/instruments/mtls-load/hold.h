/* SPDX-License-Identifier: MIT */
/*
 * Connections held open during a run: idle ones, and such that stopped in
 * the middle of their ClientHello.
 */
#ifndef MTLS_LOAD_HOLD_H
#define MTLS_LOAD_HOLD_H

#include "run.h"

struct hold {
    struct client *client; /* first the idle ones, then the stalled */
    size_t idle;
    size_t stalled;
    size_t idle_open; /* at the end of the run, set by hold_look() */
    size_t stalled_open;
};

/*
 * Opens them, one after another. Returns 0, or -1 with the reason on stderr.
 * hold_free() closes and frees, after a failure too.
 */
int hold_open(struct hold *hold, struct run *run);

/* Counts those that the server has not closed. */
void hold_look(struct hold *hold);

void hold_free(struct hold *hold);

#endif
