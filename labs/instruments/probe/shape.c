/* SPDX-License-Identifier: MIT */
#include "shape.h"

bool holding_any_more(const struct holding *grown)
{
    return grown->bytes > 0 || grown->blocks > 0 || grown->descriptors > 0 ||
           grown->threads > 0 || grown->held.mapped > 0 ||
           grown->held.children > 0;
}

static bool rises(int64_t once, int64_t twice)
{
    return once > 0 && twice >= once;
}

bool growth_heap_rises(const struct growth *growth)
{
    return rises(growth->once.bytes, growth->twice.bytes) ||
           rises(growth->once.blocks, growth->twice.blocks);
}

bool growth_rises(const struct growth *growth)
{
    return growth_heap_rises(growth) ||
           rises(growth->once.descriptors, growth->twice.descriptors) ||
           rises(growth->once.threads, growth->twice.threads) ||
           growth_is_mapped(growth) ||
           rises(growth->once.held.children, growth->twice.held.children);
}

bool growth_is_mapped(const struct growth *growth)
{
    return rises(growth->once.held.mapped, growth->twice.held.mapped);
}

bool growth_is_steady(const struct growth *growth)
{
    const struct holding *once = &growth->once, *twice = &growth->twice;

    return (once->bytes > 0 || once->blocks > 0) &&
           twice->bytes == 2 * once->bytes &&
           twice->blocks == 2 * once->blocks;
}

bool only_rises(const int64_t *more, size_t count)
{
    size_t risen = 0;

    for (size_t i = 0; i < count; i++) {
        if (more[i] < 0)
            return false;
        risen += more[i] > 0;
    }
    return risen > 0 && 2 * risen >= count;
}
