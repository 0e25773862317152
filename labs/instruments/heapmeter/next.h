/* SPDX-License-Identifier: MIT */
/*
 * The allocator behind the meter: the C library's. With any other one
 * (jemalloc and the like) the meter counts nothing and passes all on.
 */
#ifndef HEAPMETER_NEXT_H
#define HEAPMETER_NEXT_H

#include <stdbool.h>
#include <stddef.h>

struct next {
    void *(*malloc)(size_t size);
    void *(*calloc)(size_t count, size_t size);
    void *(*realloc)(void *p, size_t size);
    void (*free)(void *p);
    int (*posix_memalign)(void **out, size_t align, size_t size);
    size_t (*malloc_usable_size)(void *p);
};

extern struct next next;

/*
 * True when what NEXT hands out is to be counted; looks it up at the first
 * call. False for calls that come from within that search, which the early
 * functions below serve, and for ever when next_passes().
 */
bool next_ready(void);

/*
 * True when nothing is counted: all is NEXT's, and no block has a header.
 * Why not is in next_refusal, else NULL.
 */
bool next_passes(void);
extern const char *next_refusal;

/*
 * Memory for the search itself: zeroed, 16-byte aligned, never given back
 * and not counted, since it is the meter's doing and not the program's.
 * NULL with ENOMEM when the small area is used up.
 */
void *early_alloc(size_t size);
bool early_owns(const void *p);
size_t early_size(const void *p);

#endif
