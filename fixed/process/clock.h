/* SPDX-License-Identifier: MIT */
/*
 * How much time has passed: not what the wall clock says, which may jump.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds, from some point on. */
static inline int64_t clock_now(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* this one cannot fail */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
