/* SPDX-License-Identifier: MIT */
/*
 * An old server and a young one, asked in turn: is the old one dearer? Each
 * pair is measured within a moment, so that what the machine does, or becomes,
 * is in both of its numbers.
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stdbool.h>
#include <stddef.h>

struct pair {
    double young, old; /* what a step costs */
};

/* Dearer by more than this is not chance. */
#define DEARER 1.5

/*
 * In three pairs of four: a machine that changes spoils the one in which it
 * does, noise one now and then.
 */
bool pairs_dearer(const struct pair *pairs, size_t count);

/*
 * How many times the young one's costs: of the middle pair, the upper one of
 * an even number. At most 16 pairs.
 */
double pairs_middle(const struct pair *pairs, size_t count);

#endif
