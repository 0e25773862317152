/* SPDX-License-Identifier: MIT */
/*
 * Of two looks at resident memory, the second must be higher by more than
 * chance when a block of the smallest kind is kept at each step between them.
 * Of looks at the heap, two windows, the second twice as long, must hold a
 * block that is kept at each 64th step: growth.c then looks for longer.
 */
#include "grader.h"

#include <string.h>

static const struct pace paces[PER_COUNT] = {
    [PER_REQUEST] = {NULL, 500, 500, 1500, 9000},
    [PER_CONNECTION] = {NULL, 24, 160, 300, 600},
    [PER_REFUSAL] = {NULL, 24, 160, 150, 300},
    [PER_DOWNLOAD] = {NULL, 24, 160, 60, 120},
    [PER_RELOAD] = {NULL, 24, 24, 150, 300},
};
/* A server per request resumes nothing, and keeps much more. */
static const struct pace full = {NULL, 24, 24, 80, 80};

struct pace pace_of(const struct judged *judged)
{
    bool is_server = strcmp(judged->module, "server") == 0;
    struct pace pace = is_server ? full : paces[judged->per];

    pace.trigger = metered_leak_trigger(judged->module, judged->per);
    return pace;
}
