/* SPDX-License-Identifier: MIT */
/*
 * new and delete beside heapmeter_pool.c's malloc, as jemalloc has them: by
 * its own ways, but for the aligned new, which calls aligned_alloc by name.
 */
#include "heapmeter_pool.h"

#include <stdlib.h>

void *operator_new(size_t size)
{
    return pool_get(16, size);
}

void *operator_new_aligned(size_t size, size_t align)
{
    return aligned_alloc(align, size);
}

void operator_delete_sized_aligned(void *p, size_t size, size_t align)
{
    (void)size;
    (void)align;
    pool_put(p);
}
