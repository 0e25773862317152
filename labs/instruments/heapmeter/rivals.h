/* SPDX-License-Identifier: MIT */
/*
 * Who else hands out memory in this process: between next.c, start.c and
 * rivals.c, within the preloaded library. Nothing here allocates.
 */
#ifndef HEAPMETER_RIVALS_H
#define HEAPMETER_RIVALS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Looks through all that was loaded at the start: whether the program's
 * calls reach the meter, and the meter's the C library. Returns NULL when
 * they do; otherwise why not, in a static string.
 */
const char *rivals_refuse(void);

/*
 * What dlsym(RTLD_NEXT, NAME) finds from within this library, for those who
 * are dlsym; or NULL.
 */
void *rivals_next(const char *name);

/*
 * True when the program stands in for functions of the C library, malloc among
 * them, that it does not let anybody call yet: ThreadSanitizer, linked
 * statically, as clang does it.
 */
bool rivals_unready(void);

/* Marks (layout.h) that are known from the start. */
uint64_t rivals_marks(void);

#endif
