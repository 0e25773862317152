/* SPDX-License-Identifier: MIT */
/*
 * Of two looks at resident memory, the second must be higher by more than
 * chance when a block of the smallest kind is kept at each step between them.
 * Of looks at the heap, two windows, the second twice as long, must hold a
 * block that is kept at each 64th step: growth.c then looks for longer.
 */
#define _POSIX_C_SOURCE 200809L
#include "grader.h"

#include <string.h>

static const struct pace paces[PER_COUNT] = {
    [PER_REQUEST] = {"keep-alive", 500, 1500, 9000},
    [PER_CONNECTION] = {"resumed-tls1.3", 24, 300, 600},
    [PER_REFUSAL] = {"refused-wrong-ca", 24, 150, 300},
    [PER_DOWNLOAD] = {"download", 24, 60, 120},
    [PER_RELOAD] = {"reload", 24, 150, 300},
};
/* A server per request resumes nothing, and keeps much more. */
static const struct pace full = {"full-tls1.3", 24, 80, 80};

const struct pace *pace_of(const struct subject *subject)
{
    if (strcmp(subject->module, "server") == 0)
        return &full;
    return &paces[subject->per];
}
