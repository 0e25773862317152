/* SPDX-License-Identifier: MIT */
/*
 * The allocator behind the meter: the C library's. With any other one
 * (jemalloc and the like) the meter counts nothing and passes all on.
 */
#ifndef HEAPMETER_NEXT_H
#define HEAPMETER_NEXT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct next {
    void *(*malloc)(size_t size);
    void *(*calloc)(size_t count, size_t size);
    void *(*realloc)(void *p, size_t size);
    void (*free)(void *p);
    void *(*reallocarray)(void *p, size_t count, size_t size);
    int (*posix_memalign)(void **out, size_t align, size_t size);
    void *(*aligned_alloc)(size_t align, size_t size);
    void *(*memalign)(size_t align, size_t size);
    void *(*valloc)(size_t size);
    void *(*pvalloc)(size_t size);
    size_t (*malloc_usable_size)(void *p);
};

extern struct next next;

enum next_state { NEXT_UNKNOWN, NEXT_SEARCHING, NEXT_COUNTS, NEXT_PASSES };

extern _Atomic int next_state;

/* Looks NEXT up, once. Returns the state, which is no longer UNKNOWN. */
int next_find(void);

static inline int next_known(void)
{
    int state = atomic_load_explicit(&next_state, memory_order_acquire);

    return state != NEXT_UNKNOWN ? state : next_find();
}

/*
 * True when what NEXT hands out is to be counted. False for calls that come
 * from within the search, which the early functions below serve, and for
 * ever when next_passes().
 */
static inline bool next_ready(void)
{
    return next_known() == NEXT_COUNTS;
}

/*
 * True when nothing is counted: every entry point is NEXT's, and no block has
 * a header. Why that is so is in next_refusal, else NULL.
 */
static inline bool next_passes(void)
{
    return next_known() == NEXT_PASSES;
}

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
