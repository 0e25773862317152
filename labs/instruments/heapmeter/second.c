/* SPDX-License-Identifier: MIT */
/*
 * Stands in for the C library's second names of its malloc and free, so that
 * what one name hands out can be given back by the other. An allocator calls
 * these for the C library's own: then nothing is counted, and they are.
 */
/* _GNU_SOURCE: valloc */
#define _GNU_SOURCE
#include "next.h"

#include <malloc.h>
#include <stdlib.h>

#include "rivals.h"

#define ENTRY __attribute__((visibility("default")))

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*memalign)(size_t, size_t);
    void *(*valloc)(size_t);
    void *(*pvalloc)(size_t);
    void (*_Atomic free)(void *);
} c;

/* Two threads may both look; they find the same. */
static void look_up(void)
{
    void (*found)(void *);

    *(void **)&c.malloc = rivals_next("__libc_malloc");
    *(void **)&c.calloc = rivals_next("__libc_calloc");
    *(void **)&c.realloc = rivals_next("__libc_realloc");
    *(void **)&c.memalign = rivals_next("__libc_memalign");
    *(void **)&c.valloc = rivals_next("__libc_valloc");
    *(void **)&c.pvalloc = rivals_next("__libc_pvalloc");
    *(void **)&found = rivals_next("__libc_free");
    c.free = found;
}

static bool passes(void)
{
    if (c.free == NULL)
        look_up();
    return next_passes();
}

/* Some headers of the C library declare them, and some do not. */
ENTRY void *__libc_malloc(size_t size);
ENTRY void *__libc_calloc(size_t count, size_t size);
ENTRY void *__libc_realloc(void *p, size_t size);
ENTRY void *__libc_memalign(size_t align, size_t size);
ENTRY void *__libc_valloc(size_t size);
ENTRY void *__libc_pvalloc(size_t size);
ENTRY void __libc_free(void *p);

ENTRY void *__libc_malloc(size_t size)
{
    return passes() ? c.malloc(size) : malloc(size);
}

ENTRY void *__libc_calloc(size_t count, size_t size)
{
    return passes() ? c.calloc(count, size) : calloc(count, size);
}

ENTRY void *__libc_realloc(void *p, size_t size)
{
    return passes() ? c.realloc(p, size) : realloc(p, size);
}

ENTRY void *__libc_memalign(size_t align, size_t size)
{
    return passes() ? c.memalign(align, size) : memalign(align, size);
}

ENTRY void *__libc_valloc(size_t size)
{
    return passes() ? c.valloc(size) : valloc(size);
}

ENTRY void *__libc_pvalloc(size_t size)
{
    return passes() ? c.pvalloc(size) : pvalloc(size);
}

ENTRY void __libc_free(void *p)
{
    if (passes())
        c.free(p);
    else
        free(p);
}
