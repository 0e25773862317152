/* SPDX-License-Identifier: MIT */
/*
 * Bounded waiting. A test waits for a condition, never for a while: the
 * bound is only there to turn what never comes into a failure.
 */
#ifndef DEADLINE_H
#define DEADLINE_H

#include <stdbool.h>
#include <time.h>

struct deadline {
    struct timespec end; /* CLOCK_MONOTONIC */
};

/*
 * How long a condition may take, in seconds: MTLS_TEST_PATIENCE, else 30.
 * Raise it for a server under valgrind on a busy machine.
 */
unsigned patience(void);

/* A deadline that is patience() away. */
struct deadline deadline_start(void);

/* Milliseconds left, 0 when it has passed: fit for poll(2). */
int deadline_left(const struct deadline *deadline);

/* Waits a moment and returns true; false when the deadline has passed. */
bool deadline_wait(const struct deadline *deadline);

#endif
