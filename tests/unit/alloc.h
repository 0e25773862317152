/* SPDX-License-Identifier: MIT */
/*
 * Given to the compiler with -include, before each source of the servers and
 * of these tests: every malloc, calloc, realloc and free becomes one that
 * unit.c checks, and knows the file and line it stands in. The sources need
 * no #ifdef for it.
 */
#ifndef UNIT_ALLOC_H
#define UNIT_ALLOC_H

/*
 * The first header decides for all others what the C library shows: show
 * everything. Then forget the names, since sources define them anew.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
#undef _GNU_SOURCE
#undef _DEFAULT_SOURCE
#undef _POSIX_C_SOURCE

void *unit_malloc(size_t size, const char *file, int line);
void *unit_calloc(size_t count, size_t size, const char *file, int line);
void *unit_realloc(void *block, size_t size, const char *file, int line);
void unit_free(void *block, const char *file, int line);

#define malloc(size) unit_malloc((size), __FILE__, __LINE__)
#define calloc(count, size) unit_calloc((count), (size), __FILE__, __LINE__)
#define realloc(block, size) unit_realloc((block), (size), __FILE__, __LINE__)
#define free(block) unit_free((block), __FILE__, __LINE__)

#endif
