/* SPDX-License-Identifier: MIT */
/*
 * What a walk (walk.h) leaves in a server at rest, and by which input.
 */
#ifndef WALKED_H
#define WALKED_H

#include "metered.h"

struct walked {
    struct holding grown;
    unsigned times[PER_COUNT]; /* how often each has come */
};

/* Walks from `first` to below `end`, and looks before and after. */
struct walked walked(struct metered *metered, size_t first, size_t end,
                     size_t stride);

/* Whether so much is too much. */
typedef bool walked_judge(const struct walked *walked, void *object);

/*
 * Of a walk that is judged so each time: an input that is judged so by itself.
 * The walk is made in parts, and the first that is judged so, twice in a row,
 * in parts again. Or walk_count: no single one is.
 */
size_t walked_find(struct metered *metered, size_t stride, walked_judge *judge,
                   void *object);

#endif
