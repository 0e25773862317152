/* SPDX-License-Identifier: MIT */
/*
 * What the meter knows of a block: 16 bytes directly before the pointer
 * that the program gets hold the requested size, the number of the stack that
 * the block is counted for (0 without HEAPMETER_STACKS), and a seal.
 */
#ifndef HEAPMETER_BLOCK_H
#define HEAPMETER_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#define BLOCK_HEADER 16 /* and the alignment that malloc promises */

struct block {
    void *base;    /* as the allocator behind the meter knows it */
    size_t offset; /* from base to the program's pointer: a power of two */
    size_t size;   /* as the program requested it */
    unsigned stack;
};

/*
 * Writes the header for a block of SIZE requested bytes at BASE + OFFSET
 * and returns the program's pointer. OFFSET is BLOCK_HEADER or a greater
 * power of two; BASE holds at least OFFSET + SIZE bytes, which no machine has
 * more than 2^48 of. STACK has 16 bits.
 */
void *block_seal(void *base, size_t offset, size_t size, unsigned stack);

/*
 * Reads the header before P into *out. False when P has none, so that it is
 * not from the meter: any pointer may be asked about that the program could
 * pass to free. Preserves errno.
 */
bool block_read(const void *p, struct block *out);

/* Takes the seal off: to be done before the memory is given back. */
void block_unseal(void *p);

#endif
