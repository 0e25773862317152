/* SPDX-License-Identifier: MIT */
/*
 * An allocator of the program's own, or of a library's (jemalloc and the
 * like), frees what the meter handed out or hands out what the meter never
 * sees: with any of these the meter does not count.
 */
/* _GNU_SOURCE: ElfW, _r_debug */
#define _GNU_SOURCE
#include "rivals.h"

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "layout.h"
#include "symbols.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The linker's name for the dynamic section of this very library. */
extern ElfW(Dyn) _DYNAMIC[] __attribute__((visibility("hidden")));

/* From FROM on, in the order in which the loader searches. */
static const struct link_map *definer(const struct link_map *from,
                                      const char *name)
{
    while (from != NULL && symbols_find(from, name) == NULL)
        from = from->l_next;
    return from;
}

static const char *const family[] = {
    "malloc",
    "calloc",
    "realloc",
    "free",
    "aligned_alloc",
    "posix_memalign",
    "memalign",
    "valloc",
    "pvalloc",
    "reallocarray",
    "malloc_usable_size",
};

static const char *explain(const char *name, const struct link_map *owner,
                           const struct link_map *c)
{
    static char text[HEAPMETER_REFUSAL_MAX];
    const char *slash = strrchr(owner->l_name, '/');
    const char *library = slash != NULL ? slash + 1 : owner->l_name;

    if (owner == c)
        (void)snprintf(text, sizeof text,
                       "the C library was loaded before the meter: name the "
                       "meter in LD_PRELOAD");
    else if (library[0] == '\0') /* the program itself */
        (void)snprintf(text, sizeof text,
                       "%s is the program's own; only the C library's malloc "
                       "is metered: build it without its own",
                       name);
    else
        (void)snprintf(text, sizeof text,
                       "%s is that of %.128s; only the C library's malloc is "
                       "metered: run it without that library",
                       name, library);
    return text;
}

void *rivals_next(const char *name)
{
    const struct link_map *map = _r_debug.r_map;

    while (map != NULL && map->l_ld != _DYNAMIC)
        map = map->l_next;
    map = map != NULL ? definer(map->l_next, name) : NULL;
    return map != NULL ? symbols_find(map, name) : NULL;
}

const char *rivals_refuse(void)
{
    const struct link_map *all = _r_debug.r_map;
    const struct link_map *c = definer(all, "gnu_get_libc_version");

    for (size_t i = 0; i < COUNT(family); i++) {
        const struct link_map *first = definer(all, family[i]);
        const struct link_map *next;

        if (first != NULL && first->l_ld != _DYNAMIC)
            return explain(family[i], first, c);
        next = first != NULL ? definer(first->l_next, family[i]) : NULL;
        if (next != NULL && next != c)
            return explain(family[i], next, c);
    }
    return NULL;
}

bool rivals_unready(void)
{
    return symbols_find(_r_debug.r_map, "__tsan_init") != NULL;
}

/* What hands out memory: the C library's, and C++'s. */
static bool makes_memory(const char *name)
{
    static const char *const makers[] = {
        "malloc",   "calloc", "realloc", "reallocarray", "posix_memalign",
        "memalign", "valloc", "pvalloc", "aligned_alloc"};

    /* "_Znw" and "_Zna" begin all that new and new[] are called. */
    if (name[0] == '_' && name[1] == 'Z' && name[2] == 'n' &&
        (name[3] == 'w' || name[3] == 'a'))
        return true;
    for (size_t i = 0; i < COUNT(makers); i++) {
        if (symbols_same(name, makers[i]))
            return true;
    }
    return false;
}

/* malloc, and what it is called where it shall not be confused with that. */
static bool is_malloc(const char *name)
{
    static const char *const known[] = {
        "malloc",    "je_malloc", "_rjem_malloc", "tc_malloc",
        "mi_malloc", "rpmalloc",  "dlmalloc",     "scalable_malloc"};

    for (size_t i = 0; i < COUNT(known); i++) {
        if (symbols_same(name, known[i]))
            return true;
    }
    return false;
}

uint64_t rivals_marks(void)
{
    const struct link_map *all = _r_debug.r_map;
    const struct link_map *new = definer(all, "_Znwm");
    uint64_t marks =
        symbols_refer(all, makes_memory) ? 0 : HEAPMETER_MARK_CALLS_NONE;

    if (symbols_hold(is_malloc))
        marks = HEAPMETER_MARK_HOLDS_OWN;
    /* The C++ library's stands beside what throws bad_alloc. */
    if (new != NULL && symbols_find(new, "__cxa_throw") == NULL)
        marks |= HEAPMETER_MARK_OWN_NEW;
    return marks;
}
