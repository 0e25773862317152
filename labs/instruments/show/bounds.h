/* SPDX-License-Identifier: MIT */
/*
 * How much the left side may hold: it leaks for as long as somebody looks on,
 * and must not take the machine with it.
 */
#ifndef SHOW_BOUNDS_H
#define SHOW_BOUNDS_H

#include <stdbool.h>

#include "side.h"

#define BOUNDS_RSS_MAX (1ULL << 30)

/* Raises the limit of descriptors as far as that goes. Once, first. */
void bounds_begin(void);

/* Whether it holds too much, as of the last look. */
bool bounds_met(const struct side *side);

#endif
