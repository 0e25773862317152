/* SPDX-License-Identifier: MIT */
/*
 * Within the preloaded library: for which stack a block is counted. Without
 * HEAPMETER_STACKS none of this does anything. Nothing here takes a lock that
 * malloc's caller could hold, and nothing allocates.
 */
#ifndef HEAPMETER_STACKS_H
#define HEAPMETER_STACKS_H

#include <stdbool.h>

#include "stacks_layout.h"

#define STACKS_NONE 0 /* the number of no stack: it is not known */

extern struct stacks_layout *_Atomic stacks_table; /* NULL: there is none */

/* ---- For each block --------------------------------------------------- */

unsigned stacks_take(void);

/* The number of the stack that asks. */
static inline unsigned stacks_here(void)
{
    if (atomic_load_explicit(&stacks_table, memory_order_relaxed) == NULL)
        return STACKS_NONE;
    return stacks_take();
}

/* Within an operation of counters.h: both may be negative, modulo 2^64. */
static inline void stacks_count(unsigned stack, uint64_t blocks,
                                uint64_t bytes)
{
    struct stacks_layout *table =
        atomic_load_explicit(&stacks_table, memory_order_relaxed);

    if (table == NULL)
        return;
    atomic_fetch_add_explicit(&table->entries[stack].blocks, blocks,
                              memory_order_acq_rel);
    atomic_fetch_add_explicit(&table->entries[stack].bytes, bytes,
                              memory_order_acq_rel);
}

/* ---- Its life --------------------------------------------------------- */

/*
 * At the start, when the meter has its file: makes the table, in a file beside
 * that, if SETTING, the value of HEAPMETER_STACKS, is not NULL.
 */
void stacks_start(const char *setting);

/* A library is gone: what is known of its code is forgotten. */
void stacks_forget(void);

/* ---- stacks_file.c ----------------------------------------------------- */

/*
 * Makes the table, with room for so many, and its index, which has a fourth
 * more of slots, so that a search ends soon. False when it has said why not.
 */
bool stacks_file(uint32_t room);

#define STACKS_SLOTS(room) ((uint64_t)(room) + (room) / 4 + 4)
extern _Atomic uint32_t *stacks_index; /* private memory: forks copy it */

/* Before a fork: the counts are set aside while none changes. */
void stacks_set_aside(void);

/*
 * In the child, or in one made without fork's handlers (FROM_ASIDE false): the
 * table moves to a file of its own.
 */
void stacks_move_in(bool from_aside);

/* ---- walk.c ------------------------------------------------------------ */

/* Where the first thread's stack ends: the environment lies above it. */
extern uint64_t stacks_first_end;

/* A stack: frame I, from the innermost on, is innermost[I * step]. */
struct walked {
    uint64_t hash;
    unsigned depth;
    int step;
    const uint64_t *innermost;
    struct memory *memory; /* walk.c's */
    uint64_t plain[STACKS_DEPTH];
};

/* The stack of whoever called the library. The caller owes a walk_done. */
void walk_stack(struct walked *out);
void walk_done(struct walked *walked);

#endif
