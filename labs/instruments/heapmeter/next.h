/* SPDX-License-Identifier: MIT */
/*
 * The allocator behind the meter: the C library's, or whichever one comes
 * next in the program's search order (jemalloc and the like).
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
 * True when NEXT can be used; looks it up at the first call. False only for
 * calls that come from within that search: serve those by the functions
 * below.
 */
bool next_ready(void);

/*
 * Memory for the search itself: zeroed, 16-byte aligned, never given back
 * and not counted, since it is the meter's doing and not the program's.
 * NULL with ENOMEM when the small area is used up.
 */
void *early_alloc(size_t size);
bool early_owns(const void *p);
size_t early_size(const void *p);

#endif
