/* SPDX-License-Identifier: MIT */
/* What the two sources of judge.h share. */
#ifndef JUDGE_PRIVATE_H
#define JUDGE_PRIVATE_H

#include "judge.h"

/* Prints all there is to say, and fails the test. */
void judge_fail(const struct judge *judge, const struct trigger *trigger,
                const struct growth *growth, const char *why)
    __attribute__((noreturn));

#endif
