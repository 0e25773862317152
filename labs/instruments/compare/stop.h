/* SPDX-License-Identifier: MIT */
/*
 * Interruption: a signal is only noted, and every wait of the program ends
 * early and looks. So clean-up has one way: back through the callers.
 */
#ifndef COMPARE_STOP_H
#define COMPARE_STOP_H

/* Notes SIGINT, SIGTERM and SIGHUP from now on; ignores SIGPIPE. */
void stop_watch(void);

/* The signal that came, or 0. */
int stop_signal(void);

/* Sleeps for so many milliseconds, or until a signal comes. */
void stop_tick(long milliseconds);

/* Seconds on a clock that only goes forward. */
double stop_clock(void);

#endif
