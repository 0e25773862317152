/* SPDX-License-Identifier: MIT */
/*
 * Stands in for dlopen and dlmopen, which can load what bypasses the meter,
 * for dlclose, and for dlsym and dlvsym, which can find it. They end in a jump
 * to the C library's own (the Makefile sees to that): by the return address
 * that one knows the caller, whose search path it takes.
 */
/* _GNU_SOURCE: RTLD_NEXT, RTLD_DEEPBIND, dlmopen, reallocarray */
#define _GNU_SOURCE
#include "counters.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>

#include "file.h"
#include "next.h"
#include "rivals.h"

#define ENTRY __attribute__((visibility("default")))

static void *(*_Atomic next_dlopen)(const char *, int);
static void *(*_Atomic next_dlmopen)(Lmid_t, const char *, int);
static int (*_Atomic next_dlclose)(void *);

/*
 * Two threads may both look; they find the same. As in next.c: ISO C has no
 * cast from what dlsym returns.
 */
static void look_up(void)
{
    void *(*plain)(const char *, int);
    void *(*apart)(Lmid_t, const char *, int);
    int (*close)(void *);

    *(void **)&plain = dlsym(RTLD_NEXT, "dlopen");
    *(void **)&apart = dlsym(RTLD_NEXT, "dlmopen");
    *(void **)&close = dlsym(RTLD_NEXT, "dlclose");
    next_dlclose = close;
    next_dlmopen = apart;
    next_dlopen = plain;
}

/*
 * A library opened so calls the C library's free for what the meter handed
 * out, for example by strdup: the program would crash.
 */
static int without_deepbind(const char *file, int mode)
{
    if (next_passes())
        return mode;
    file_tell("opens %s without RTLD_DEEPBIND, which would bypass the meter",
              file != NULL ? file : "itself");
    return mode & ~RTLD_DEEPBIND;
}

ENTRY void *dlopen(const char *file, int mode)
{
    if (next_dlopen == NULL)
        look_up();
    if ((mode & RTLD_DEEPBIND) != 0)
        mode = without_deepbind(file, mode);
    return next_dlopen(file, mode);
}

/* A second C library comes with it, whose blocks nobody counts. */
ENTRY void *dlmopen(Lmid_t space, const char *file, int mode)
{
    if (next_dlopen == NULL)
        look_up();
    if (space != LM_ID_BASE)
        meter_page()->marks |= HEAPMETER_MARK_NAMESPACE;
    else if ((mode & RTLD_DEEPBIND) != 0)
        mode = without_deepbind(file, mode);
    return next_dlmopen(space, file, mode);
}

/* Another library may come to lie where this one was. */
ENTRY int dlclose(void *handle)
{
    int result;

    if (next_dlopen == NULL)
        look_up();
    result = next_dlclose(handle);
    stacks_forget();
    return result;
}

/* ---- dlsym ----------------------------------------------------------- */

static void *(*_Atomic next_dlsym)(void *, const char *);
static void *(*_Atomic next_dlvsym)(void *, const char *, const char *);

static void look_up_dlsym(void)
{
    void *(*found)(void *, const char *);
    void *(*versioned)(void *, const char *, const char *);

    *(void **)&found = rivals_next("dlsym");
    *(void **)&versioned = rivals_next("dlvsym");
    next_dlvsym = versioned;
    next_dlsym = found;
}

typedef void (*any_function)(void);

/*
 * Whoever asks the C library itself for its malloc or free, as Python's
 * ctypes do, means the one that strdup uses.
 */
static void *in_its_place(void *found)
{
    const struct {
        any_function ours;
        any_function theirs;
    } pairs[] = {
        {(any_function)malloc, (any_function)next.malloc},
        {(any_function)calloc, (any_function)next.calloc},
        {(any_function)realloc, (any_function)next.realloc},
        {(any_function)free, (any_function)next.free},
        {(any_function)reallocarray, (any_function)next.reallocarray},
        {(any_function)malloc_usable_size,
         (any_function)next.malloc_usable_size},
        {(any_function)posix_memalign, (any_function)next.posix_memalign},
        {(any_function)aligned_alloc, (any_function)next.aligned_alloc},
        {(any_function)memalign, (any_function)next.memalign},
        {(any_function)valloc, (any_function)next.valloc},
        {(any_function)pvalloc, (any_function)next.pvalloc},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (found == *(void *const *)&pairs[i].theirs)
            return *(void *const *)&pairs[i].ours;
    }
    return found;
}

ENTRY void *dlsym(void *handle, const char *name)
{
    if (next_dlsym == NULL)
        look_up_dlsym();
    if (handle == RTLD_NEXT || handle == RTLD_DEFAULT || !next_ready())
        return next_dlsym(handle, name);
    return in_its_place(next_dlsym(handle, name));
}

/* The meter's names have no versions: a search for one passes them by. */
ENTRY void *dlvsym(void *handle, const char *name, const char *version)
{
    void *found;

    if (next_dlsym == NULL)
        look_up_dlsym();
    if (next_ready()) {
        found = next_dlvsym(handle, name, version);
        if (in_its_place(found) != found)
            return in_its_place(found);
    }
    return next_dlvsym(handle, name, version); /* as the caller asks */
}
