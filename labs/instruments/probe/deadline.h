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
 * How long a condition may take, in seconds: MTLS_TEST_PATIENCE, else 120. A
 * machine that is ten times as slow as usual is no reason for a red test.
 */
unsigned patience(void);

/*
 * For those who wait by other means: it was in vain. Says so on stdout, once,
 * in a line "patience: ...": a test that fails of it has shown that something
 * did not come in time, and not that it never comes. No test passes by it.
 */
void patience_ran_out(void);

/* A deadline that is patience() away; and one that is so many seconds away. */
struct deadline deadline_start(void);
struct deadline deadline_after(unsigned seconds);

/*
 * Milliseconds left, 0 when it has passed: fit for poll(2). Who then has not
 * got what it waits for calls patience_ran_out().
 */
int deadline_left(const struct deadline *deadline);

/*
 * Waits a moment and returns true; when the deadline has passed, tells
 * patience_ran_out() and returns false.
 */
bool deadline_wait(const struct deadline *deadline);

#endif
