/* SPDX-License-Identifier: MIT */
/*
 * What a process holds besides its heap: proc(5). Nothing here asserts.
 */
#ifndef HELD_H
#define HELD_H

#include <stdint.h>
#include <sys/types.h>

struct held {
    /*
     * All mappings but the heap that grows in place: files, what mmap(2) gave,
     * stacks of threads (of those that nobody has joined, too). malloc's
     * arenas are reserved as a whole, so they count once, at their beginning.
     */
    int64_t mapped; /* bytes of address space */
    int64_t mappings;
    int64_t sockets, pipes, memories; /* descriptors; memfd_create(2) */
    int64_t children;                 /* processes, also ended ones */
};

/* Returns 0, or -1 when the process has ended. */
int held_read(pid_t pid, struct held *held);

void held_add(struct held *sum, const struct held *more);
struct held held_minus(const struct held *after, const struct held *before);

#endif
