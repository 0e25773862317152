/* SPDX-License-Identifier: MIT */
/* What the two sources of judge.h share. */
#ifndef JUDGE_PRIVATE_H
#define JUDGE_PRIVATE_H

#include "judge.h"

/* What the rows of its leaks add up to, for one time. */
struct expected {
    struct truth_range bytes, blocks, descriptors;
    bool open; /* one of the rows has a range: see struct judge */
};
struct expected judge_expect(const struct judge *judge,
                             const struct trigger *trigger);

/* Prints all there is to say, and fails the test. */
void judge_fail(struct judge *judge, const struct trigger *trigger,
                const struct growth *growth, const char *why)
    __attribute__((noreturn));

#endif
