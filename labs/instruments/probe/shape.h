/* SPDX-License-Identifier: MIT */
/*
 * The shape of a growth: what goes on, what has an end, what goes up and down.
 * No amount is a limit here. Growth is taken over a number of steps and then
 * over twice as many, or over windows of equal length.
 */
#ifndef SHAPE_H
#define SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauge.h"

/* What a trigger did: `steps` of it, and then twice as many. */
struct growth {
    unsigned steps;
    struct holding once, twice;
};

/* Anything at all: more of it than before. */
bool holding_any_more(const struct holding *grown);

/*
 * What is kept at each step, or at each hundredth, makes both windows grow,
 * and the longer one no less. A list that is full and holds texts of other
 * lengths than before goes up and down.
 */
bool growth_rises(const struct growth *growth);
bool growth_heap_rises(const struct growth *growth); /* bytes or blocks */

/*
 * Whether more is mapped besides the heap after each of the two. Of a server
 * whose heap grows that says nothing: malloc maps more for it now and then.
 */
bool growth_is_mapped(const struct growth *growth);

/*
 * The heap, to the byte so much for each step: a list that fills up, or one
 * without end.
 */
bool growth_is_steady(const struct growth *growth);

/*
 * Of what was kept in each of `count` windows: it never became less, and it
 * became more in half of them. What is bounded, but holds now more and now
 * less, comes down again.
 */
bool only_rises(const int64_t *more, size_t count);

#endif
