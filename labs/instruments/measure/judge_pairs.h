/* SPDX-License-Identifier: MIT */
/*
 * The verdict by pairs of windows: one of N steps, and one of 2N.
 */
#ifndef MEASURE_JUDGE_PAIRS_H
#define MEASURE_JUDGE_PAIRS_H

#include "judge.h"
#include "window.h"

#define LONG 64 /* N */
#define PAIRS 4 /* of those, at most */

/* N of the last: what comes at each second to eighth, tenth, ... is whole. */
#define SEVENTHS 840
#define SELDOM 15 /* 840 / 15 is whole, too */

struct pairs {
    const struct windows *windows; /* of all that came before, too */
    struct window window[2 * (PAIRS + 1)];
    size_t count; /* of pairs */
};

/*
 * Whether the last pair settles it: both kept nothing, or the second to the
 * byte twice as much as the first, and so much for each step, or for each few.
 */
bool pairs_settle(const struct pairs *pairs, struct finding *finding);

/*
 * Whether any of it has become more, again and again, and never less; and is
 * now more than it ever was: what goes up and down does that for a while, too.
 */
bool pairs_rise(const struct pairs *pairs);

/* Whether the same processes were there from the first to the last. */
bool pairs_are_of_one(const struct pairs *pairs);

/* What all of them say together, when none has. */
void pairs_sum_up(const struct pairs *pairs, struct finding *finding);

#endif
