/* SPDX-License-Identifier: MIT */
/*
 * The two ways to end a run early. By SIGINT, SIGTERM, or when the server is
 * gone: every wait in the program watches stop_fd(), so that a stop takes
 * effect at once and not after the step's time-out. By SIGUSR1: no step begins
 * any more, and those under way go to their end, so that all is counted that
 * the server has seen.
 */
#ifndef MTLS_LOAD_STOP_H
#define MTLS_LOAD_STOP_H

#include <stdbool.h>

/*
 * Opens the pipes, catches SIGINT, SIGTERM and SIGUSR1, ignores SIGPIPE (a
 * peer that hangs up is an answer here, no reason to die). Returns 0, or -1
 * with errno. A second SIGINT kills the program as usual.
 */
int stop_init(void);

/* A descriptor that turns readable when a stop is asked and stays so. */
int stop_fd(void);

bool stop_asked(void);

/* Asks for a stop; callable from any thread and from a signal handler. */
void stop_ask(void);

/* The same two, of SIGUSR1. */
int stop_end_fd(void);
bool stop_end_asked(void);

/* Closes the pipes; no thread may wait on it any more. */
void stop_free(void);

#endif
