/* SPDX-License-Identifier: MIT */
/*
 * Failure points, for points.c and calls.c. They are linked into a server
 * with --wrap for each of their names (torture.mk reads them off), so that
 * the calls of its own code, and of no library, come to them.
 */
#ifndef FAILS_H
#define FAILS_H

#include <errno.h>
#include <stdbool.h>

#include "points.h"

/* Whether this is the call that is to fail. */
bool point_fails(const char *name, const void *caller);

#define FAILS_NOW(name) point_fails(#name, __builtin_return_address(0))

/* It returns `bad` with `error` in errno, and has done nothing. */
#define FAILS(type, name, bad, error, parameters, ...) \
    type __real_##name parameters; \
    type __wrap_##name parameters; \
    type __wrap_##name parameters \
    { \
        if (!FAILS_NOW(name)) \
            return __real_##name(__VA_ARGS__); \
        errno = (error); \
        return bad; \
    }

#endif
