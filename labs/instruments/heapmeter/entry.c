/* SPDX-License-Identifier: MIT */
/*
 * The functions that stand in for the C library's: each does what its
 * manual page says, and counts. C++ new and delete arrive here through
 * malloc, aligned_alloc and free; where they would not, rivals.c finds out,
 * and each is just the next allocator's function of that name.
 */
/* _GNU_SOURCE: reallocarray, memalign, valloc, pvalloc */
#define _GNU_SOURCE
#include "allocate.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "next.h"

/* All else in this library is hidden from the program. */
#define ENTRY __attribute__((visibility("default")))

/* ---- malloc(3) ------------------------------------------------------- */

ENTRY void *malloc(size_t size)
{
    if (next_passes())
        return next.malloc(size);
    return allocate(size, false);
}

ENTRY void *calloc(size_t count, size_t size)
{
    size_t bytes;

    if (next_passes())
        return next.calloc(count, size);
    if (__builtin_mul_overflow(count, size, &bytes))
        return no_memory();
    return allocate(bytes, true);
}

ENTRY void *realloc(void *p, size_t size)
{
    if (next_passes() && !early_owns(p))
        return next.realloc(p, size);
    if (p == NULL)
        return allocate(size, false);
    if (size == 0) { /* as glibc has it: this is free */
        release(p);
        return NULL;
    }
    return resize(p, size);
}

/* By way of the public realloc, as in glibc. */
ENTRY void *reallocarray(void *p, size_t count, size_t size)
{
    size_t bytes;

    if (next_passes() && !early_owns(p))
        return next.reallocarray(p, count, size);
    if (__builtin_mul_overflow(count, size, &bytes))
        return no_memory();
    return realloc(p, bytes);
}

ENTRY void free(void *p)
{
    int error = errno; /* POSIX.1-2024: free leaves errno alone */

    release(p);
    errno = error;
}

/* C23, in newer C libraries: free, whatever size is said. */
ENTRY void free_sized(void *p, size_t size);
ENTRY void free_aligned_sized(void *p, size_t align, size_t size);

ENTRY void free_sized(void *p, size_t size)
{
    (void)size;
    free(p);
}

ENTRY void free_aligned_sized(void *p, size_t align, size_t size)
{
    (void)align;
    (void)size;
    free(p);
}

/* Gone from the headers since glibc 2.26; old programs still call it. */
ENTRY void cfree(void *p);

ENTRY void cfree(void *p)
{
    free(p);
}

/* The requested size: what lies behind it belongs to nobody. */
ENTRY size_t malloc_usable_size(void *p)
{
    return p == NULL ? 0 : usable_size(p);
}

/* ---- posix_memalign(3) ----------------------------------------------- */

ENTRY int posix_memalign(void **out, size_t align, size_t size)
{
    int error = errno; /* the result tells; errno is not used */
    void *p;

    if (next_passes())
        return next.posix_memalign(out, align, size);
    if (align % sizeof(void *) != 0 || align == 0 ||
        (align & (align - 1)) != 0)
        return EINVAL;
    p = allocate_aligned(align, size);
    errno = error;
    if (p == NULL)
        return ENOMEM;
    *out = p;
    return 0;
}

/* glibc rounds an odd alignment up, so that programs came to rely on it. */
ENTRY void *memalign(size_t align, size_t size)
{
    size_t power = 1;

    if (next_passes())
        return next.memalign(align, size);
    if (align > SIZE_MAX / 2 + 1) {
        errno = EINVAL;
        return NULL;
    }
    while (power < align)
        power *= 2;
    return allocate_aligned(power, size);
}

/* From 2.38 on, glibc does that no more here: it knows whether it does. */
static bool rounds_up(size_t align)
{
    void *p;

    if ((align != 0 && (align & (align - 1)) == 0) || !next_ready())
        return true;
    p = next.aligned_alloc(align, 1);
    next.free(p);
    return p != NULL;
}

ENTRY void *aligned_alloc(size_t align, size_t size)
{
    if (next_passes())
        return next.aligned_alloc(align, size);
    return rounds_up(align) ? memalign(align, size) : NULL;
}

ENTRY void *valloc(size_t size)
{
    if (next_passes())
        return next.valloc(size);
    return allocate_aligned((size_t)sysconf(_SC_PAGESIZE), size);
}

/* Whole pages are what this one is asked for, and what it counts. */
ENTRY void *pvalloc(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t bytes;

    if (next_passes())
        return next.pvalloc(size);
    if (__builtin_add_overflow(size, page - 1, &bytes))
        return no_memory();
    return allocate_aligned(page, bytes & ~(page - 1));
}
