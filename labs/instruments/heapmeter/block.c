/* SPDX-License-Identifier: MIT */
/*
 * The header before each block, and the safe test whether a pointer has
 * one. Memory that holds a valid seal by chance is out of the question: the
 * seal depends on the address and the size, 58 bits of it.
 */
#include "block.h"

#include <stdint.h>
#include <string.h>

#define SHIFT_MASK UINT64_C(63)

#define SIZE_BITS 48
#define SIZE_MASK ((UINT64_C(1) << SIZE_BITS) - 1)

struct header {
    uint64_t size; /* and above it the stack */
    uint64_t seal; /* the low six bits are the offset's power of two */
};

_Static_assert(sizeof(struct header) == BLOCK_HEADER, "header size");

/* Two odd 64-bit constants spread all bits of address and size. */
static uint64_t seal_of(const void *p, uint64_t size)
{
    uint64_t x = (uint64_t)(uintptr_t)p * UINT64_C(0x9e3779b97f4a7c15);

    x ^= x >> 29;
    x ^= (size + 1) * UINT64_C(0xd1b54a32d192ed03);
    x ^= x >> 32;
    return x & ~SHIFT_MASK;
}

void *block_seal(void *base, size_t offset, size_t size, unsigned stack)
{
    unsigned char *p = (unsigned char *)base + offset;
    struct header h = {size | (uint64_t)stack << SIZE_BITS, 0};

    h.seal = seal_of(p, h.size);
    h.seal |= (uint64_t)__builtin_ctzll(offset);
    memcpy(p - sizeof h, &h, sizeof h);
    return p;
}

void block_unseal(void *p)
{
    static const struct header none;

    memcpy((unsigned char *)p - sizeof none, &none, sizeof none);
}

/*
 * A header lies in the page of the block's first byte, or in the one before,
 * where the C library's free looks, too: it keeps its own size there.
 */
bool block_read(const void *p, struct block *out)
{
    const unsigned char *at = (const unsigned char *)p - sizeof(struct header);
    struct header h;

    if ((uintptr_t)p % BLOCK_HEADER != 0)
        return false;
    memcpy(&h, at, sizeof h);
    if ((h.seal & ~SHIFT_MASK) != seal_of(p, h.size))
        return false;
    out->size = h.size & SIZE_MASK;
    out->stack = (unsigned)(h.size >> SIZE_BITS);
    out->offset = (size_t)1 << (h.seal & SHIFT_MASK);
    out->base = (unsigned char *)(uintptr_t)p - out->offset;
    return true;
}
