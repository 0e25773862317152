/* SPDX-License-Identifier: MIT */
/*
 * What a loaded object defines and refers to, within the preloaded library.
 * Unlike dlsym(3) this allocates nothing when there is no such symbol, and
 * does not take a program's reference to malloc for a malloc.
 */
#ifndef HEAPMETER_SYMBOLS_H
#define HEAPMETER_SYMBOLS_H

#include <link.h>
#include <stdbool.h>

/*
 * As strcmp does. That may be a sanitizer's, which is not ready as early as
 * the meter is asked.
 */
bool symbols_same(const char *a, const char *b);

/* Where the object's own NAME is that others see, or NULL. */
void *symbols_find(const struct link_map *map, const char *name);

/* Whether it refers to a name that is WANTED. */
bool symbols_refer(const struct link_map *map,
                   bool (*wanted)(const char *name));

/*
 * Whether the file of the program has a function within, seen from outside or
 * not, whose name is WANTED. False also when it was stripped of the names.
 */
bool symbols_hold(bool (*wanted)(const char *name));

#endif
