/* SPDX-License-Identifier: MIT */
#include "walked.h"

#include <string.h>

struct walked walked(struct metered *metered, size_t first, size_t end,
                     size_t stride)
{
    struct walked walked = {.times = {0}};
    struct holding before = gauge_rest(&metered->gauge, 0);
    struct holding after;

    metered->walk.server = metered->server;
    memset(metered->walk.times, 0, sizeof metered->walk.times);
    walk(&metered->walk, first, end, stride);
    after = gauge_rest(&metered->gauge, 0);
    walked.grown = holding_minus(&after, &before);
    memcpy(walked.times, metered->walk.times, sizeof walked.times);
    return walked;
}

/* What comes after something else may fill what is bounded: so twice. */
static bool is_judged(struct metered *metered, size_t first, size_t end,
                      size_t stride, walked_judge *judge, void *object)
{
    end = end < walk_count ? end : walk_count;
    for (int twice = 0; twice < 2; twice++) {
        struct walked once = walked(metered, first, end, stride);

        if (!judge(&once, object))
            return false;
    }
    return true;
}

#define PARTS 16

size_t walked_find(struct metered *metered, size_t stride, walked_judge *judge,
                   void *object)
{
    size_t first = 0, end = walk_count;

    while (end - first > stride) {
        size_t part = ((end - first) / stride + PARTS) / PARTS * stride;
        size_t from = first;

        while (from < end &&
               !is_judged(metered, from, from + part, stride, judge, object))
            from += part;
        if (from >= end)
            return walk_count;
        first = from;
        end = from + part < end ? from + part : end;
    }
    return first;
}
