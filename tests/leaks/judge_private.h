/* SPDX-License-Identifier: MIT */
/* What the two sources of judge.h share. */
#ifndef JUDGE_PRIVATE_H
#define JUDGE_PRIVATE_H

#include "judge.h"

/* What the rows of its leaks add up to, for one step. */
struct expected {
    struct truth_range bytes, blocks, descriptors;
    unsigned open; /* times that a row with a range counts: see struct judge */
};
struct expected judge_expect(const struct judge *judge,
                             const struct trigger *trigger);

/* How often the trigger does, in one step, what the leak answers to. */
static inline unsigned judge_times(const struct trigger *trigger,
                                   const struct truth_row *row)
{
    return trigger->times[row->per];
}

/* Whether the table leaves open how much it is. */
static inline bool judge_is_open(const struct truth_row *row)
{
    return row->bytes.low != row->bytes.high ||
           row->blocks.low != row->blocks.high;
}

/* Prints all there is to say, and fails the test. */
void judge_fail(struct judge *judge, const struct trigger *trigger,
                const struct growth *growth, const char *why)
    __attribute__((noreturn));

#endif
