/* SPDX-License-Identifier: MIT */
/*
 * From an address of a process to function, file and line, by elfutils' libdw:
 * from the files that /proc/PID/maps names and the debug information that is
 * installed for them by build id. Nothing is fetched from a network.
 */
#ifndef HEAPMETER_RESOLVE_H
#define HEAPMETER_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A place in the source; where a function was inlined there are several. */
struct place {
    const char *function; /* NULL: not known */
    char *file;   /* NULL: not known; from / on, if the compiler's folder is */
    int line;     /* of the call, or of what the call became */
    bool inlined; /* into the next place */
};

/* What one address is. It belongs to its resolver. */
struct spot {
    uint64_t address;
    const char *module;   /* path of its file; NULL: not known */
    uint64_t offset;      /* of the address in it, as in the file */
    bool own;             /* the module is the program itself */
    bool system;          /* it is the C library, or the loader */
    struct place *places; /* the innermost first; one at least */
    size_t count;
};

struct resolver;

/*
 * The process may have ended: then no address is known. DEBUGINFOD lets libdw
 * ask the servers of DEBUGINFOD_URLS. NULL: no memory. End it by
 * resolver_free.
 */
struct resolver *resolver_new(pid_t pid, bool debuginfod);
void resolver_free(struct resolver *resolver);

/* Of the call that returns to AT. NULL: no memory. */
const struct spot *resolve(struct resolver *resolver, uint64_t at);

/* A module that was replaced on the disk since the program started, or NULL. */
const char *resolver_replaced(const struct resolver *resolver);

#endif
