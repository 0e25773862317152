/* SPDX-License-Identifier: MIT */
/*
 * The verdict by pairs of windows: one of N steps, and one of 2N.
 */
#ifndef MEASURE_JUDGE_PAIRS_H
#define MEASURE_JUDGE_PAIRS_H

#include "judge.h"
#include "window.h"

#define LONG 64 /* N */
#define PAIRS 4 /* at most */

struct pairs {
    struct window window[2 * PAIRS];
    size_t count; /* of pairs */
};

/*
 * Whether the last pair settles it: both kept nothing, or the second to the
 * byte twice as much as the first.
 */
bool pairs_settle(const struct pairs *pairs, struct finding *finding);

/* What all of them say together, when none has. */
void pairs_sum_up(const struct pairs *pairs, struct finding *finding);

#endif
