/* SPDX-License-Identifier: MIT */
/*
 * What all the entry points come down to: get a block with a header from
 * the allocator behind the meter, resize it, give it back, and count.
 */
#define _POSIX_C_SOURCE 200809L
#include "allocate.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "block.h"
#include "counters.h"
#include "next.h"

/* ---- Allocating and releasing ---------------------------------------- */

void *no_memory(void)
{
    meter_failed();
    errno = ENOMEM;
    return NULL;
}

/* With the room that the header takes, still a size that an object can be. */
static bool fits(size_t size, size_t offset)
{
    return offset <= PTRDIFF_MAX && size <= (size_t)PTRDIFF_MAX - offset;
}

/* Of a block that the next allocator has just handed out. */
static void *count_new(void *base, size_t offset, size_t size, unsigned stack)
{
    meter_alloc(size, stack);
    return block_seal(base, offset, size, stack);
}

void *allocate(size_t size, bool zeroed)
{
    void *base = NULL;
    unsigned stack;

    if (!next_ready())
        return early_alloc(size);
    stack = stacks_here();
    if (fits(size, BLOCK_HEADER))
        base = zeroed ? next.calloc(1, size + BLOCK_HEADER)
                      : next.malloc(size + BLOCK_HEADER);
    if (base == NULL)
        return no_memory();
    return count_new(base, BLOCK_HEADER, size, stack);
}

/*
 * A block of a greater alignment than malloc's begins one whole ALIGN after
 * its base: aligned like it, and with room for the header.
 */
void *allocate_aligned(size_t align, size_t size)
{
    int error = errno; /* posix_memalign may change it even if it succeeds */
    void *base = NULL;
    unsigned stack;

    if (align <= BLOCK_HEADER || !next_ready())
        return allocate(size, false);
    stack = stacks_here();
    if (!fits(size, align) ||
        next.posix_memalign(&base, align, size + align) != 0)
        return no_memory();
    errno = error;
    return count_new(base, align, size, stack);
}

void release(void *p)
{
    struct block b;

    if (p == NULL || early_owns(p))
        return; /* early blocks stay: the area is small and used once */
    if (next_passes()) {
        next.free(p);
        return;
    }
    if (!block_read(p, &b)) {
        meter_foreign();
        next.free(p);
        return;
    }
    block_unseal(p);
    meter_free(b.size, b.stack);
    next.free(b.base);
}

/* ---- Resizing -------------------------------------------------------- */

static void *resize_in_place(void *p, const struct block *b, size_t size)
{
    unsigned stack = stacks_here();
    void *base;

    if (!fits(size, BLOCK_HEADER))
        return no_memory();
    block_unseal(p); /* the memory may be left behind */
    base = next.realloc(b->base, size + BLOCK_HEADER);
    if (base == NULL) {
        /* Untouched: ours still. */
        block_seal(b->base, b->offset, b->size, b->stack);
        return no_memory();
    }
    meter_realloc(b->size, b->stack, size, stack);
    return block_seal(base, BLOCK_HEADER, size, stack);
}

/* realloc keeps the contents but promises no more than malloc's alignment. */
static void *resize_aligned(void *p, const struct block *b, size_t size)
{
    unsigned stack = stacks_here();
    void *base = NULL;
    void *moved;

    if (fits(size, BLOCK_HEADER))
        base = next.malloc(size + BLOCK_HEADER);
    if (base == NULL)
        return no_memory();
    moved = (unsigned char *)base + BLOCK_HEADER;
    memcpy(moved, p, b->size < size ? b->size : size);
    block_unseal(p);
    meter_realloc(b->size, b->stack, size, stack);
    next.free(b->base);
    return block_seal(base, BLOCK_HEADER, size, stack);
}

static void *resize_early(const void *p, size_t size)
{
    size_t was = early_size(p);
    void *moved = next_passes() ? next.malloc(size) : allocate(size, false);

    if (moved != NULL)
        memcpy(moved, p, was < size ? was : size);
    return moved;
}

void *resize(void *p, size_t size)
{
    struct block b;

    if (early_owns(p))
        return resize_early(p, size);
    if (!block_read(p, &b)) {
        meter_foreign();
        return next.realloc(p, size); /* foreign it remains */
    }
    if (b.offset != BLOCK_HEADER)
        return resize_aligned(p, &b, size);
    return resize_in_place(p, &b, size);
}

size_t usable_size(void *p)
{
    struct block b;

    if (early_owns(p))
        return early_size(p);
    if (next_passes() || !block_read(p, &b))
        return next.malloc_usable_size(p);
    return b.size;
}
