/* SPDX-License-Identifier: MIT */
/*
 * What the kernel knows of a process: proc(5). Nothing here asserts.
 */
#ifndef PROC_H
#define PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Behind the name of a process, whoever meets that. */
#define PROC_REFUSED \
    "is another user's: ask as that user or as root; in a container, root " \
    "needs --cap-add=SYS_PTRACE"

struct proc {
    uint64_t rss_bytes;
    long descriptors;
    long sockets; /* of the descriptors */
    long threads;
    uint64_t switches; /* how often its threads left a processor, in all */
    uint64_t waits;    /* how often one thread did, to wait: the most */
    bool asleep;       /* every thread waits for something (state S) */
};

/*
 * Returns 0; or -1 when the process has ended, or has just been replaced; or -1
 * with the errno EACCES when its descriptors are not ours to see: then all else
 * is in *proc.
 */
int proc_read(pid_t pid, struct proc *proc);

/*
 * The same, where *last is what the read before this one found: as long as no
 * thread has run since, its descriptors are not counted again.
 */
int proc_read_again(pid_t pid, const struct proc *last, struct proc *proc);

#endif
