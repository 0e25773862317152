/* SPDX-License-Identifier: MIT */
/*
 * Other programs, started and ended. None outlives this one: the kernel
 * kills them when it dies, however it dies.
 */
#ifndef COMPARE_PROCESS_H
#define COMPARE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* All zero is a process that was never started. */
struct process {
    pid_t pid;
    bool running;
    int status; /* as of waitpid(2), once it no longer runs */
};

struct spawn {
    const char *const *argv; /* argv[0] is looked for in PATH; NULL ends */
    const char *out;         /* file of its stdout; NULL: none */
    const char *err;         /* file of its stderr */
    const char *preload;     /* for LD_PRELOAD, or NULL */
    const char *meter;       /* for HEAPMETER_DIR, or NULL */
};

/*
 * Starts a program, with no stdin and in a process group of its own, so that
 * a Ctrl-C reaches us alone and we decide. Returns 0; or -1, and has said
 * why. A program that cannot be executed ends with status 127.
 */
int process_start(struct process *process, const struct spawn *spawn);

/* Does it still run? Never waits. */
bool process_running(struct process *process);

/* Sends SIGTERM, waits, after SECONDS sends SIGKILL and waits for the end. */
void process_end(struct process *process, double seconds);

/* Ended by itself, with status 0? */
bool process_succeeded(const struct process *process);

/* "ended with status 3", "was killed by signal 11". Returns text. */
const char *process_fate(const struct process *process, char *text,
                         size_t size);

#endif
