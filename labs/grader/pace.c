/* SPDX-License-Identifier: MIT */
/*
 * Of two looks at resident memory, the second must be higher by more than
 * chance when a block of the smallest kind is kept at each step between them.
 */
#define _POSIX_C_SOURCE 200809L
#include "grader.h"

#include <stddef.h>
#include <string.h>

static const struct pace paces[] = {
    {"request", "keep-alive", 1500, 9000},
    {"connection", "resumed-tls1.3", 300, 600},
    {"refused certificate", "refused-wrong-ca", 150, 300},
    {"download", "download", 60, 120},
};
/* A server per request resumes nothing, and keeps much more. */
static const struct pace full = {"connection", "full-tls1.3", 80, 80};

const struct pace *pace_of(const struct subject *subject)
{
    if (strcmp(subject->module, "server") == 0)
        return &full;
    for (size_t i = 0; i < sizeof paces / sizeof *paces; i++) {
        if (strcmp(paces[i].per, subject->per) == 0)
            return &paces[i];
    }
    return NULL;
}
