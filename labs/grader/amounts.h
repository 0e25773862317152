/* SPDX-License-Identifier: MIT */
/*
 * What clients cost while they are there: not more the more they have done.
 */
#ifndef AMOUNTS_H
#define AMOUNTS_H

#include "probe/metered.h"

/*
 * Clients who stay, of several kinds: those who have done much must cost no
 * more than as many who have done little. If they do, it prints how much both
 * cost. Returns whether; *heap: it is of the heap.
 */
bool amounts_grow(struct metered *metered, bool *heap);

#endif
