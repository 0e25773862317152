/* SPDX-License-Identifier: MIT */
/*
 * Whether one process may trace another here. A container or a kernel's
 * setting may refuse ptrace(2), and then vgdb never gets an answer from a
 * server that waits for clients: by ptrace it wakes who sleeps in the kernel.
 * (Who runs code looks for vgdb's questions by itself.) LeakSanitizer stops
 * the threads by it, too.
 */
#ifndef TRACES_H
#define TRACES_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* The remedy, for all who say that it is missing. */
#define TRACES_REMEDY \
    "ptrace(2) is refused here, which vgdb and LeakSanitizer need; a " \
    "container gets it by --cap-add=SYS_PTRACE, a machine by " \
    "sysctl -w kernel.yama.ptrace_scope=1"

/* Tries it on a child of its own. */
static inline bool traces(void)
{
    pid_t child = fork();
    bool may = false;

    if (child == 0) {
        for (;;)
            (void)pause();
    }
    if (child < 0)
        return false;
    may = ptrace(PTRACE_ATTACH, child, NULL, NULL) == 0;
    if (may)
        (void)waitpid(child, NULL, 0); /* until it has stopped */
    (void)kill(child, SIGKILL);        /* our own: cannot fail */
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
    return may;
}

#endif
