/* SPDX-License-Identifier: MIT */
/*
 * Processes that a server has let go: a daemon, which forks twice, is nobody's
 * child any more. Below a program that adopts them they are that program's,
 * and can be counted and ended.
 */
#ifndef ADOPTED_H
#define ADOPTED_H

/* From now on, for all that is started below this process. */
void adopted_begin(void);

/*
 * How many processes live that this one has started or adopted; 0 before
 * adopted_begin(). So a difference counts those that have been adopted.
 */
long adopted_count(void);

/* When all that was started has ended: ends those that are left. */
void adopted_end(void);

#endif
