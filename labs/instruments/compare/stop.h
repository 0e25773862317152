/* SPDX-License-Identifier: MIT */
/*
 * How the program ends before its time. The
 * servers and load generators end with it (probe/process.h); the folder they
 * write in is demo.sh's.
 */
#ifndef COMPARE_STOP_H
#define COMPARE_STOP_H

/*
 * SIGINT, SIGTERM and SIGHUP end the program with status 128 + the signal's
 * number, as the shell has it; what the probe cannot go on with is said, and
 * ends it with status 1. Either way the terminal gets its cursor back.
 */
void stop_prepare(void);

/* Seconds since some moment: CLOCK_MONOTONIC. */
double stop_clock(void);

#endif
