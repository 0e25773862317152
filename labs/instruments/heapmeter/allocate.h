/* SPDX-License-Identifier: MIT */
/*
 * The steps behind entry.c, within the preloaded library. All sizes are the
 * program's; each function counts what it does.
 */
#ifndef HEAPMETER_ALLOCATE_H
#define HEAPMETER_ALLOCATE_H

#include <stdbool.h>
#include <stddef.h>

/* Counts a failed request; returns NULL with errno ENOMEM. */
void *no_memory(void);

/* NULL with errno ENOMEM when it cannot be had. Free with release. */
void *allocate(size_t size, bool zeroed);

/* The same; ALIGN is a power of two. */
void *allocate_aligned(size_t align, size_t size);

/* P may be NULL, or a block that is not from here. May change errno. */
void release(void *p);

/* P is not NULL and SIZE not 0. On failure (as above) P remains. */
void *resize(void *p, size_t size);

/* What the program requested for P, which is not NULL. */
size_t usable_size(void *p);

#endif
