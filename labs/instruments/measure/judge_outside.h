/* SPDX-License-Identifier: MIT */
/*
 * What can be told of a server by its pages alone, whose heap is not counted;
 * and of any server, what its pages did meanwhile.
 */
#ifndef MEASURE_JUDGE_OUTSIDE_H
#define MEASURE_JUDGE_OUTSIDE_H

#include "judge.h"
#include "window.h"

/* Takes one more window into account. */
void resident_note(struct resident *resident, const struct window *window);

/*
 * Of one that is flat in all that is exact: looks for longer, and says whether
 * its pages become more, or how much could be kept without that.
 */
void judge_outside(const struct subject *subject, struct windows *windows,
                   struct finding *finding);

#endif
