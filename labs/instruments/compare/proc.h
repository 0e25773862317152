/* SPDX-License-Identifier: MIT */
/*
 * What the kernel knows of a process: proc(5).
 */
#ifndef COMPARE_PROC_H
#define COMPARE_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct proc {
    uint64_t rss_bytes;
    long descriptors;
    long sockets; /* of the descriptors */
    long threads;
    bool asleep; /* every thread waits for something (state S) */
};

/* Returns 0; or -1 when the process is gone, or has just been replaced. */
int proc_read(pid_t pid, struct proc *proc);

#endif
