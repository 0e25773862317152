/* SPDX-License-Identifier: MIT */
/*
 * What a test says that fails: what was expected, what came, and how to see
 * it oneself.
 */
#ifndef JUDGE_MESSAGE_H
#define JUDGE_MESSAGE_H

#include "judge.h"

/* Prints all there is to say, and fails the test, for what judge_growth() said. */
void judge_fail(struct judge *judge, const struct trigger *trigger,
                const struct growth *growth, const char *why)
    __attribute__((noreturn));

#endif
