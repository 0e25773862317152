/* SPDX-License-Identifier: MIT */
/*
 * A small allocator that stands for jemalloc and its like: memory out of a
 * pool, its calloc calls malloc by name, and what is not its own it does not
 * forgive. It is linked into a program, or built as a library.
 */
#include "heapmeter_pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define UNIT 16
#define OURS UINT64_C(0x6c6f6f70)

struct block {
    uint64_t ours;
    uint64_t size;
};

static _Alignas(4096) unsigned char pool[1 << 23];
static size_t used;

void *pool_get(size_t align, size_t size)
{
    size_t at = (used + sizeof(struct block) + align - 1) & ~(align - 1);
    struct block b = {OURS, size};

    if (size > sizeof pool || at > sizeof pool - size)
        return NULL;
    memcpy(pool + at - sizeof b, &b, sizeof b);
    used = at + (size + UNIT - 1) / UNIT * UNIT;
    return pool + at;
}

/* A pointer that is off by a header ends in abort, as in the real ones. */
static struct block *block_of(void *p)
{
    struct block *b = (struct block *)p - 1;

    if ((unsigned char *)p < pool || (unsigned char *)p >= pool + used ||
        b->ours != OURS)
        abort();
    return b;
}

void pool_put(void *p)
{
    if (p != NULL)
        block_of(p)->ours = 0; /* never used again */
}

void *malloc(size_t size)
{
    return pool_get(UNIT, size);
}

void free(void *p)
{
    pool_put(p);
}

void *calloc(size_t count, size_t size)
{
    void *p = malloc(count * size);

    return p == NULL ? NULL : memset(p, 0, count * size);
}

void *realloc(void *p, size_t size)
{
    void *q = size == 0 && p != NULL ? NULL : malloc(size);

    if (p != NULL && q != NULL)
        memcpy(q, p, block_of(p)->size < size ? block_of(p)->size : size);
    free(p);
    return q;
}

void *reallocarray(void *p, size_t count, size_t size)
{
    return realloc(p, count * size);
}

int posix_memalign(void **out, size_t align, size_t size)
{
    *out = pool_get(align, size);
    return 0;
}

void *aligned_alloc(size_t align, size_t size)
{
    return pool_get(align, size);
}

void *memalign(size_t align, size_t size)
{
    return pool_get(align, size);
}

void *valloc(size_t size)
{
    return pool_get(4096, size);
}

void *pvalloc(size_t size)
{
    return pool_get(4096, (size + 4095) & ~(size_t)4095);
}

size_t malloc_usable_size(void *p)
{
    return p == NULL ? 0 : block_of(p)->size;
}
