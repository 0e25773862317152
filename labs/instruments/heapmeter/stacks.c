/* SPDX-License-Identifier: MIT */
/*
 * The table of stacks: see stacks.h, and stacks_layout.h for what is in it.
 * Its numbers are handed out without a lock, since a signal handler may ask
 * in the midst of it.
 */
/* _GNU_SOURCE: ElfW */
#define _GNU_SOURCE
#include "stacks.h"

#include "file.h"
#include "private.h"
#include "rules.h"

struct stacks_layout *_Atomic stacks_table;
uint64_t stacks_first_end;

/* ---- From a stack to its number ---------------------------------------- */

/*
 * Two stacks of one hash are taken for the same: for a table as full as can
 * be that is as likely as one in 10^10.
 */
static uint64_t identity(const struct walked *stack)
{
    uint64_t hash =
        (stack->hash ^ stack->depth) * UINT64_C(0xbf58476d1ce4e5b9);

    return hash ^ hash >> 32;
}

/*
 * A word of the index: 16 bits of a hash, and above them the number, which is
 * never 0. The entry has the whole hash. Numbers are given in the order in
 * which stacks come: what is asked for together lies together.
 */
#define HASH_BITS 16
#define HASH_MASK UINT32_C(0xffff)

_Atomic uint32_t *stacks_index;

static unsigned no_room(struct stacks_layout *table)
{
    table->overflow++;
    return STACKS_NONE;
}

/* A new number, with its frames; or NONE. */
static unsigned add(struct stacks_layout *table, uint64_t hash,
                    const struct walked *stack)
{
    uint64_t first = atomic_fetch_add(&table->frames, stack->depth);
    uint64_t number;
    struct stacks_entry *entry;

    if (first + stack->depth > table->frames_room)
        return no_room(table);
    number = atomic_fetch_add(&table->taken, 1) + 1;
    if (number > table->room)
        return no_room(table);
    entry = &table->entries[number];
    for (unsigned i = 0; i < stack->depth; i++)
        stacks_frames(table)[first + i] =
            stack->innermost[(ptrdiff_t)i * stack->step];
    entry->first = (uint32_t)first;
    entry->hash = hash;
    atomic_store_explicit(&entry->depth, stack->depth, memory_order_release);
    return (unsigned)number;
}

/*
 * Two threads may add the same stack at once: the index has one of the two
 * numbers, and the other one counts nothing.
 */
static unsigned number_of(struct stacks_layout *table,
                          const struct walked *stack)
{
    const uint64_t slots = STACKS_SLOTS(table->room);
    uint64_t hash = identity(stack);
    uint64_t at = (hash >> 32) * slots >> 32;
    uint32_t word = 0;
    unsigned number = STACKS_NONE;

    for (;; at = at + 1 < slots ? at + 1 : 0) {
        uint32_t there =
            atomic_load_explicit(&stacks_index[at], memory_order_acquire);

        if (there == 0 && word == 0) {
            if (table->taken >= table->room ||
                table->frames + STACKS_DEPTH > table->frames_room)
                return no_room(table);
            number = add(table, hash, stack);
            if (number == STACKS_NONE)
                return number;
            word = number << HASH_BITS | (uint32_t)(hash & HASH_MASK);
        }
        if (there == 0 &&
            atomic_compare_exchange_strong(&stacks_index[at], &there, word))
            return number;
        if ((there & HASH_MASK) == (uint32_t)(hash & HASH_MASK) &&
            table->entries[there >> HASH_BITS].hash == hash)
            return there >> HASH_BITS;
    }
}

unsigned stacks_take(void)
{
    struct stacks_layout *table = meter_page() != NULL ? stacks_table : NULL;
    struct walked stack;
    unsigned number = STACKS_NONE;

    if (table == NULL)
        return STACKS_NONE;
    walk_stack(&stack);
    if (stack.depth > 0)
        number = number_of(table, &stack);
    walk_done(&stack);
    return number;
}

void stacks_forget(void)
{
#if defined(__x86_64__)
    if (stacks_table != NULL)
        rules_forget();
#endif
}

/* ---- At the start ------------------------------------------------------ */

#if defined(__x86_64__)

#ifndef HEAPMETER_UNWIND_DIR
#define HEAPMETER_UNWIND_DIR "/usr/lib" /* the Makefile knows better */
#endif

/* Where this was built, in Debian, and elsewhere. */
static const char *const unwinders[] = {
    HEAPMETER_UNWIND_DIR "/libunwind-x86_64.so.8",
    "/usr/lib/x86_64-linux-gnu/libunwind-x86_64.so.8",
    "/usr/lib64/libunwind-x86_64.so.8",
    "/usr/lib/libunwind-x86_64.so.8",
};

static bool find_unwinder(void)
{
    static struct link_map map;

    for (size_t i = 0; i < sizeof unwinders / sizeof unwinders[0]; i++) {
        if (private_open(unwinders[i], &map) && rules_use(&map))
            return true;
    }
    return false;
}

#else

static bool find_unwinder(void)
{
    return false;
}

#endif

static bool parse_room(const char *setting, uint32_t *room)
{
    uint32_t n = 0;

    for (; *setting >= '0' && *setting <= '9' && n <= STACKS_ROOM_MAX;
         setting++)
        n = n * 10 + (uint32_t)(*setting - '0');
    *room = n == 1 ? STACKS_ROOM : n;
    return *setting == '\0' && n <= STACKS_ROOM_MAX;
}

void stacks_start(const char *setting)
{
    uint32_t room = 0;

    if (setting == NULL || setting[0] == '\0' || meter_area.page.refusal[0])
        return;
    if (!parse_room(setting, &room)) {
        file_tell("takes no stacks: HEAPMETER_STACKS is 1, or how many there "
                  "is to be room for, up to %d",
                  STACKS_ROOM_MAX);
        return;
    }
    if (room == 0)
        return;
    if (find_unwinder())
        (void)stacks_file(room); /* it says why not */
    else
        file_tell("takes no stacks: they take an x86-64, and "
                  "libunwind-x86_64.so.8: apt-get install libunwind8");
}
