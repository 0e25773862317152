/* SPDX-License-Identifier: MIT */
/*
 * heapmeter_pool.c's own names, beside malloc and its kin; and C++'s, as a
 * C++17 compiler has them on a 64-bit machine: the tests need only C.
 */
#ifndef HEAPMETER_POOL_H
#define HEAPMETER_POOL_H

#include <stddef.h>

void *pool_get(size_t align, size_t size);
void pool_put(void *p);

void *operator_new(size_t size) __asm__("_Znwm");
void *operator_new_aligned(size_t size,
                           size_t align) __asm__("_ZnwmSt11align_val_t");
void operator_delete_sized_aligned(void *p, size_t size, size_t align) __asm__(
    "_ZdlPvmSt11align_val_t");

#endif
