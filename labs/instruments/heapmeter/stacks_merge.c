/* SPDX-License-Identifier: MIT */
/*
 * Stacks that read the same are one, though a line calls from two addresses:
 * see stacks_read.h.
 */
#include <stdlib.h>
#include <string.h>

#include "resolve.h"
#include "stacks_read.h"

/* ---- The same? --------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* What has no name is shown by its address. */
static bool same_spot(const struct spot *a, const struct spot *b)
{
    if (a == b)
        return true;
    if (a == NULL || b == NULL || a->count != b->count ||
        !same_text(a->module, b->module))
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct place *one = &a->places[i];
        const struct place *two = &b->places[i];

        if (one->line != two->line || one->inlined != two->inlined ||
            !same_text(one->function, two->function) ||
            !same_text(one->file, two->file))
            return false;
        if (one->function == NULL &&
            (a->module == NULL || a->offset != b->offset))
            return false;
    }
    return true;
}

static bool same_stack(struct resolver *resolver, const struct stack *a,
                       const struct stack *b)
{
    if (a->depth != b->depth)
        return false;
    for (unsigned i = 0; i < a->depth; i++) {
        if (!same_spot(resolve(resolver, a->frames[i]),
                       resolve(resolver, b->frames[i])))
            return false;
    }
    return true;
}

/* ---- Which are --------------------------------------------------------- */

/* Of stacks that read the same it is the same. */
struct key {
    uint64_t hash;
    size_t number;
};

static uint64_t mixed(uint64_t hash, uint64_t with)
{
    return (hash ^ with) * UINT64_C(0x100000001b3); /* FNV */
}

static uint64_t hash_of(struct resolver *resolver, const struct stack *stack)
{
    uint64_t hash = stack->depth;

    for (unsigned i = 0; i < stack->depth; i++) {
        const struct spot *spot = resolve(resolver, stack->frames[i]);

        for (size_t k = 0; spot != NULL && k < spot->count; k++) {
            const char *name = spot->places[k].function;

            hash = mixed(hash, (uint64_t)spot->places[k].line);
            while (name != NULL && *name != '\0')
                hash = mixed(hash, (unsigned char)*name++);
        }
    }
    return hash;
}

static int by_hash(const void *a, const void *b)
{
    const struct key *one = a;
    const struct key *two = b;

    if (one->hash != two->hash)
        return one->hash < two->hash ? -1 : 1;
    return one->number < two->number ? -1 : one->number > two->number;
}

/* Of those before KEYS[AT] that have its hash. */
static size_t first_of(const struct stacks *stacks, struct resolver *resolver,
                       const struct key *keys, size_t at)
{
    size_t i = at;

    while (i > 0 && keys[i - 1].hash == keys[at].hash)
        i--;
    while (i < at && !same_stack(resolver, &stacks->list[keys[i].number],
                                 &stacks->list[keys[at].number]))
        i++;
    return keys[i].number;
}

int stacks_merge(struct stacks *stacks, struct resolver *resolver)
{
    size_t count = stacks->count;
    struct key *keys = calloc(count, sizeof *keys);

    stacks->first = calloc(count, sizeof *stacks->first);
    if (keys == NULL || stacks->first == NULL) {
        free(keys);
        return fail("out of memory");
    }
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct key){hash_of(resolver, &stacks->list[i]), i};
    qsort(keys, count, sizeof *keys, by_hash);
    for (size_t i = 0; i < count; i++)
        stacks->first[keys[i].number] = first_of(stacks, resolver, keys, i);
    free(keys);
    return EXIT_OK;
}

void stacks_sum(struct stacks *stacks)
{
    for (size_t i = 0; i < stacks->count; i++) {
        struct stack *first = &stacks->list[stacks->first[i]];
        struct stack *stack = &stacks->list[i];

        if (first == stack)
            continue;
        first->blocks += stack->blocks;
        first->bytes += stack->bytes;
        stack->blocks = stack->bytes = 0;
    }
}
