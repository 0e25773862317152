/* SPDX-License-Identifier: MIT */
/*
 * Between unit.c and alloc.c.
 */
#ifndef UNIT_COUNT_H
#define UNIT_COUNT_H

#include <stdbool.h>

/* Whether blocks come from cmocka's allocator from now on. */
void unit_count_blocks(bool count);

#endif
