/* SPDX-License-Identifier: MIT */
/*
 * Programs under test: started with stdout and stderr going to files, and
 * never outliving the test. Call these from the test's own thread: the
 * kernel ends a child when the *thread* that started it ends.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "files.h"

/* What to run. All that is left out is as in the test's own process. */
struct command {
    const char *const *argv;        /* ends with NULL */
    const char *const *wrapper;     /* a command to run argv under, or NULL:
                                       {"valgrind", "-q", NULL} */
    const char *const *environment; /* "NAME=value", ..., NULL; or NULL */
    bool obey_modes; /* root's right to read any file is taken away */
    bool orphan;     /* init's child, as a service: see below */
};

struct process {
    pid_t pid; /* 0 once its status has been read */
    int exit;  /* its exit status; 128 + the signal's number */
    int watch; /* of an orphan: a descriptor, pidfd_open(2); else 0 */
    char out[PATH_SIZE]; /* the file that takes its stdout */
    char err[PATH_SIZE]; /* ... and its stderr */
};

/*
 * Starts it, its output going to new files in `folder`. An orphan has no
 * parent that would tell whose it is. So nobody learns its exit status, which
 * counts as 0, and it outlives the test that is killed: who has a test killed
 * looks for what it left behind (labs/grader/programs.sh).
 */
void process_start(struct process *process, const char *folder,
                   const struct command *command);

/* Whether it has ended; then exit is set and pid is 0. Does not wait. */
bool process_ended(struct process *process);

/*
 * Waits until it has ended and returns its exit status, 128 + N if signal N
 * ended it. One that outlasts our patience is killed, and the test fails.
 */
int process_wait(struct process *process);

/* Ends it by SIGKILL, if it runs. Never fails. */
void process_kill(struct process *process);

/*
 * Raises the limit of open descriptors, for this process and those that it
 * starts, as far as that goes. Returns what it is then.
 */
unsigned long process_raise_descriptors(void);

/* A program that ran to its end. */
struct finished {
    int exit;
    char *out; /* what it wrote to stdout and stderr, free'd by */
    char *err; /* finished_free() */
};

struct finished process_run(const struct command *command);
void finished_free(struct finished *finished);

#endif
