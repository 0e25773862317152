/* SPDX-License-Identifier: MIT */
/*
 * Stands in for dlopen and dlmopen, which can load what bypasses the meter.
 * Both end in a jump to the C library's own (the Makefile sees to that): by
 * the return address that one knows the caller, whose search path it takes.
 */
/* _GNU_SOURCE: RTLD_NEXT, RTLD_DEEPBIND, dlmopen */
#define _GNU_SOURCE

#include "counters.h"
#include "file.h"
#include "next.h"

#include <dlfcn.h>

#define ENTRY __attribute__((visibility("default")))

static void *(*_Atomic next_dlopen)(const char *, int);
static void *(*_Atomic next_dlmopen)(Lmid_t, const char *, int);

/*
 * Two threads may both look; they find the same. As in next.c: ISO C has no
 * cast from what dlsym returns.
 */
static void look_up(void)
{
    void *(*plain)(const char *, int);
    void *(*apart)(Lmid_t, const char *, int);

    *(void **)&plain = dlsym(RTLD_NEXT, "dlopen");
    *(void **)&apart = dlsym(RTLD_NEXT, "dlmopen");
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
        meter_begin()->marks |= HEAPMETER_MARK_NAMESPACE;
    else if ((mode & RTLD_DEEPBIND) != 0)
        mode = without_deepbind(file, mode);
    return next_dlmopen(space, file, mode);
}
