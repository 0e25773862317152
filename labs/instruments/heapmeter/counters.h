/* SPDX-License-Identifier: MIT */
/*
 * The counters, and the one place that knows in which order they are
 * written. Part of the preloaded library only; file.c puts the process's
 * file under them.
 */
#ifndef HEAPMETER_COUNTERS_H
#define HEAPMETER_COUNTERS_H

#include <stdbool.h>

#include "layout.h"
#include "stacks.h"

/*
 * The counters live at an address that is fixed when the program is loaded,
 * so that they count from the very first allocation, long before the file
 * is there; the file is then mapped over them. Hence a whole page of room,
 * of the largest size that Linux uses.
 */
#define METER_ROOM 65536

union meter_area {
    struct heapmeter_layout page;
    unsigned char room[METER_ROOM];
};

extern union meter_area meter_area;

/*
 * Points to HOME; to AWAY in a process that was made by a fork without fork's
 * handlers (_Fork, clone): it still shares its parent's file then; to FORKS
 * while a thread forks.
 */
enum { METER_AWAY, METER_HOME, METER_FORKS };

extern _Atomic int *meter_at_home;

/* True when a thread that could not wait goes on while another one forks. */
extern _Atomic int meter_late;

/*
 * Gives a process that is AWAY a file of its own, or waits until no thread
 * FORKS or meter_late is true. Preserves errno.
 */
void meter_wait(void);

/*
 * One operation of each kind. The first step is seen by all before the
 * others, and by a thread that forks, or sees that it forks: in that case it
 * is undone. The last is release, so that the others are all seen with it.
 * Everything is a read-modify-write: no count is ever lost between threads.
 */

static inline struct heapmeter_layout *meter_begin(_Atomic uint64_t *first)
{
    for (;;) {
        if (*meter_at_home != METER_HOME)
            meter_wait();
        atomic_fetch_add(first, 1);
        if (*meter_at_home != METER_FORKS || meter_late)
            return &meter_area.page;
        atomic_fetch_sub(first, 1);
    }
}

static inline uint64_t meter_add(_Atomic uint64_t *word, uint64_t n)
{
    return atomic_fetch_add_explicit(word, n, memory_order_acq_rel) + n;
}

/* Since live bytes are one word, no peak between two threads is missed. */
static inline void meter_raise(struct heapmeter_layout *page, uint64_t live)
{
    uint64_t peak =
        atomic_load_explicit(&page->peak_bytes, memory_order_relaxed);

    while (peak < live && !atomic_compare_exchange_weak_explicit(
                              &page->peak_bytes, &peak, live,
                              memory_order_acq_rel, memory_order_relaxed))
        ; /* another thread raised it: peak now holds its value */
}

static inline void meter_alloc(uint64_t size, unsigned stack)
{
    struct heapmeter_layout *page = meter_begin(&meter_area.page.allocs);

    meter_add(&page->total_bytes, size);
    meter_raise(page, meter_add(&page->live_bytes, size));
    stacks_count(stack, 1, size);
    meter_add(&page->done, 1);
}

static inline void meter_free(uint64_t size, unsigned stack)
{
    struct heapmeter_layout *page = meter_begin(&meter_area.page.frees);

    meter_add(&page->live_bytes, -size); /* modulo 2^64: a subtraction */
    stacks_count(stack, (uint64_t)-1, -size);
    meter_add(&page->done, 1);
}

/*
 * As memcheck counts it: one block back, one handed out. The peak takes the
 * result only, though both may have existed for a moment. The stack that the
 * block WAS counted for gives it up to the one that asks.
 */
static inline void meter_realloc(uint64_t was, unsigned was_stack,
                                 uint64_t size, unsigned stack)
{
    struct heapmeter_layout *page = meter_begin(&meter_area.page.frees);

    meter_add(&page->allocs, 1);
    meter_add(&page->total_bytes, size);
    meter_raise(page, meter_add(&page->live_bytes, size - was));
    stacks_count(was_stack, (uint64_t)-1, -was);
    stacks_count(stack, 1, size);
    meter_add(&page->done, 2);
}

/* These are no part of the operations' order: one at a fork may be missed. */

static inline struct heapmeter_layout *meter_page(void)
{
    if (*meter_at_home == METER_AWAY)
        meter_wait();
    return &meter_area.page;
}

static inline void meter_failed(void)
{
    meter_add(&meter_page()->failed, 1);
}

static inline void meter_foreign(void)
{
    meter_add(&meter_page()->foreign, 1);
}

#endif
