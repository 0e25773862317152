/* SPDX-License-Identifier: MIT */
/*
 * Stands for the C++ library: new and delete by way of malloc and free, and
 * what throws. Without the latter (NO_THROW) for a library that replaces new.
 */
#include "heapmeter_pool.h"

#include <stdlib.h>

void *operator_new(size_t size)
{
    return malloc(size);
}

void *operator_new_aligned(size_t size, size_t align)
{
    return aligned_alloc(align, size);
}

void operator_delete_sized_aligned(void *p, size_t size, size_t align)
{
    (void)size;
    (void)align;
    free(p);
}

#ifndef NO_THROW
void __cxa_throw(void);

void __cxa_throw(void)
{
    abort();
}
#endif
