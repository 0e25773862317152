/* SPDX-License-Identifier: MIT */
/*
 * Finds the allocator behind the meter. dlsym may itself allocate (glibc
 * before 2.34 did, for dlerror): those few blocks come from a static area.
 */
/* _GNU_SOURCE: RTLD_NEXT */
#define _GNU_SOURCE
#include "next.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rivals.h"

struct next next;
const char *next_refusal;
_Atomic int next_state = NEXT_UNKNOWN;

/* ---- The search ------------------------------------------------------ */

static void *find(const char *name)
{
    static const char hint[] =
        "heapmeter: no allocator behind the meter: is it linked statically?\n";
    void *symbol = dlsym(RTLD_NEXT, name);

    if (symbol == NULL) /* opened late, by dlopen: all the others are before */
        symbol = dlsym(RTLD_DEFAULT, name);
    if (symbol == NULL) {
        ssize_t n = write(STDERR_FILENO, hint, sizeof hint - 1);
        (void)n; /* nothing is left to be done about it */
        abort(); /* without malloc no program can run */
    }
    return symbol;
}

/* dlsym(3): this detour avoids a cast that ISO C does not define. */
#define FIND(name) (*(void **)&next.name = find(#name))

static void search(void)
{
    int error = errno;

    FIND(malloc);
    FIND(calloc);
    FIND(realloc);
    FIND(free);
    FIND(reallocarray);
    FIND(posix_memalign);
    FIND(aligned_alloc);
    FIND(memalign);
    FIND(valloc);
    FIND(pvalloc);
    FIND(malloc_usable_size);
    next_refusal = rivals_refuse();
    errno = error;
}

int next_find(void)
{
    int expected = NEXT_UNKNOWN;

    /* The loader or our constructor comes first: there is one thread yet. */
    if (!atomic_compare_exchange_strong(&next_state, &expected,
                                        NEXT_SEARCHING))
        return expected;
    search();
    atomic_store(&next_state,
                 next_refusal == NULL ? NEXT_COUNTS : NEXT_PASSES);
    return atomic_load(&next_state);
}

/* ---- The early area -------------------------------------------------- */

#define EARLY_ROOM 16384
#define EARLY_UNIT 16 /* alignment, and the size word before each block */

static _Alignas(EARLY_UNIT) unsigned char area[EARLY_ROOM];
static _Atomic size_t used;

void *early_alloc(size_t size)
{
    size_t need;
    size_t at;

    if (size > EARLY_ROOM - EARLY_UNIT) {
        errno = ENOMEM;
        return NULL;
    }
    need = EARLY_UNIT + (size + EARLY_UNIT - 1) / EARLY_UNIT * EARLY_UNIT;
    at = atomic_fetch_add(&used, need);
    if (at > EARLY_ROOM - need) {
        atomic_fetch_sub(&used, need);
        errno = ENOMEM;
        return NULL;
    }
    memcpy(area + at, &size, sizeof size);
    return area + at + EARLY_UNIT;
}

/* Compared as numbers: C orders pointers within one object only. */
bool early_owns(const void *p)
{
    return (uintptr_t)p - (uintptr_t)area < EARLY_ROOM;
}

size_t early_size(const void *p)
{
    size_t size;

    memcpy(&size, (const unsigned char *)p - EARLY_UNIT, sizeof size);
    return size;
}
