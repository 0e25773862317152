/* SPDX-License-Identifier: MIT */
/*
 * Inputs that nobody has thought of (probe/walk.h), by the heap meter.
 */
#ifndef INPUTS_H
#define INPUTS_H

#include "probe/metered.h"

/*
 * Walks through all of them. If that leaves anything, and again each time, it
 * prints which one does, and by how much. Returns whether; *heap: it is of the
 * heap.
 */
bool inputs_grow(struct metered *metered, bool *heap);

#endif
