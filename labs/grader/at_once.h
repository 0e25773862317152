/* SPDX-License-Identifier: MIT */
/*
 * More clients at once than somebody had in mind who made places for some, and
 * what they leave when they have gone: the places, and not more.
 */
#ifndef AT_ONCE_H
#define AT_ONCE_H

#include "grader.h"

/* As rounds_grow(); each round is such a crowd. */
bool at_once_grows(const struct judged *judged, bool *heap);

#endif
