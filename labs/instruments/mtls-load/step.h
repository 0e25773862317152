/* SPDX-License-Identifier: MIT */
/* One step of the plan: requests in step.c, and what well-behaved clients
 * don't do in upset.c. */
#ifndef MTLS_LOAD_STEP_H
#define MTLS_LOAD_STEP_H

#include "run.h"

enum { REQUEST_SIZE = 1024 };

/* A step under way. */
struct scene {
    struct worker *worker;
    const struct flavour *flavour;
    int64_t deadline_us;
    int64_t due_us; /* 0 without --rate */
    struct outcome outcome;
    char request[REQUEST_SIZE];
    size_t length; /* of the request */
    size_t head;   /* of its part before the body */
};

/* Does a step and counts it. */
void step_run(struct worker *worker, size_t step);

/* Closes what the worker kept open, frees what it owns. */
void step_finish(struct worker *worker);

/* ---- Shared by step.c and upset.c ------------------------------------- */

/* Opens a connection and counts it; a handshake that isn't cut short and not
 * to be refused is counted too. Returns 0, or -1 with the client closed or
 * still open; step_close() is right for both. */
int step_open(struct scene *scene, struct client *client,
              const struct client_setup *setup);

/* Closes and counts the bytes. */
void step_close(struct scene *scene, struct client *client,
                enum farewell farewell);

/* The step failed as the client says. */
void step_failed(struct scene *scene, const struct client *client);

/* Everything but requests. */
void upset_run(struct scene *scene);

#endif
