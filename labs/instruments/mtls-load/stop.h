/* SPDX-License-Identifier: MIT */
/*
 * The one way to end a run early: SIGINT, SIGTERM, or a server that is gone.
 * Every wait in the program watches stop_fd(), so that a stop takes effect
 * at once and not after the step's time-out.
 */
#ifndef MTLS_LOAD_STOP_H
#define MTLS_LOAD_STOP_H

#include <stdbool.h>

/*
 * Opens the pipe, catches SIGINT and SIGTERM, ignores SIGPIPE (a peer that
 * hangs up is an answer here, no reason to die). Returns 0, or -1 with errno.
 * A second SIGINT kills the program as usual.
 */
int stop_init(void);

/* A descriptor that turns readable when a stop is asked and stays so. */
int stop_fd(void);

bool stop_asked(void);

/* Asks for a stop; callable from any thread and from a signal handler. */
void stop_ask(void);

/* Closes the pipe; no thread may wait on it any more. */
void stop_free(void);

#endif
