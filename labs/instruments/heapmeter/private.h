/* SPDX-License-Identifier: MIT */
/*
 * A library for the meter alone, within the preloaded library. dlopen would
 * have changed the program: its loader allocates, gives each thread room for
 * the thread-local memory of one module more, and lets the library's names
 * stand in for others. This one's code is mapped, and nobody knows of it.
 */
#ifndef HEAPMETER_PRIVATE_H
#define HEAPMETER_PRIVATE_H

#include <link.h>
#include <stdbool.h>

/*
 * Maps the shared library PATH, of this machine's kind, and makes its
 * references to the C library good; all others, and its thread-local memory,
 * must not be used. Its constructors do not run. It stays. *MAP is for
 * symbols_find. False with errno: ENOEXEC when it is no such library, or
 * needs what cannot be had so.
 */
bool private_open(const char *path, struct link_map *map);

#endif
