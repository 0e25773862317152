/* SPDX-License-Identifier: MIT */
/*
 * Thousands of what makes the module work: what grows in steps, as an array
 * that is doubled, or memory that is taken for hundreds at a time, does so too
 * seldom for all other looks.
 */
#ifndef MANY_H
#define MANY_H

#include "grader.h"

/* As rounds_grow(). Of what takes too long it looks at nothing. */
bool many_grow(const struct judged *judged, bool *heap);

#endif
