/* SPDX-License-Identifier: MIT */
/*
 * A server that frees late: a thread of its own does it, or the next step, when
 * some time has passed. Until then it looks like one that keeps things.
 */
#ifndef LATE_H
#define LATE_H

#include "grader.h"

/* What is freed late is freed after as many without a change. */
#define LATE 3 /* seconds */

/* As gauge_rest(). */
typedef struct holding late_resting(const struct gauge *gauge,
                                    unsigned clients);

/* Rest, and as much is held for seconds. No client is there but `clients`. */
struct holding late_rest(const struct gauge *gauge, unsigned clients);

/*
 * The same before and after a step of each kind: what is freed by the next one
 * when some time has passed is gone, too.
 */
struct holding late_look(struct metered *metered, unsigned clients);

/*
 * Its judgement: whether anything is less than before, and whether a round has
 * left anything. By blocks, not bytes: in a list of texts a longer one takes
 * the place of a shorter.
 */
bool late_is_less(const struct holding *now, const struct holding *before);
bool late_is_more(const struct holding *grown, bool *heap);

/*
 * To be asked when it has grown: whether it holds less without a client, or
 * after a few steps that come some seconds later.
 */
bool late_frees(struct metered *metered);

/*
 * Does everything, again and again, and looks at what is held when all is late
 * enough. If each time leaves something, it prints how much. Returns whether;
 * *heap, here and above: it is of the heap.
 */
bool late_grows(struct metered *metered, const struct pace *pace, bool *heap);

/*
 * The same of so many steps of one kind a time, with nobody else there: what
 * is freed when another one comes piles up where none does.
 */
bool late_grows_alone(struct metered *metered, const struct trigger *trigger,
                      unsigned steps, bool *heap);

#endif
