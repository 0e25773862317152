/* SPDX-License-Identifier: MIT */
/*
 * What goes to stderr, how long it has taken, and what cannot be gone on with.
 */
#ifndef MEASURE_SAY_H
#define MEASURE_SAY_H

#include <stdbool.h>

#include "probe/say.h"

/* say(), if the last such line, or the start, is two seconds ago. */
void say_progress(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Seconds since the start. */
double say_seconds(void);

/* From here on SIGINT, SIGTERM and SIGHUP ask for an end; twice: at once. */
void say_prepare(void);
int say_interrupted(void); /* by which signal; 0: none */

/*
 * Does it, and returns true; false when the probe could not go on, for a
 * reason that say_reason() has until the next time. What it has left open is
 * the caller's to close. Outside of it the probe's failures are fatal.
 */
bool attempt(void (*act)(void *object), void *object);
const char *say_reason(void);

/* Within an attempt: ends it with this reason. */
void give_up(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

#endif
