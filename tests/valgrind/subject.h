/* SPDX-License-Identifier: MIT */
/*
 * The server under test, run under valgrind: started, brought to rest,
 * stopped and read.
 */
#ifndef SUBJECT_H
#define SUBJECT_H

#include "probe/service.h"
#include "report.h"

enum tool { MEMCHECK, MASSIF };

struct subject {
    struct service *server;
    char folder[PATH_SIZE]; /* with the files that valgrind writes: */
    char xml[PATH_SIZE];    /* memcheck's report */
    char log[PATH_SIZE];    /* what it says in text only */
    char massif[PATH_SIZE]; /* massif's snapshots */
    long sockets;           /* that it holds when no client is connected */
};

/*
 * Starts it under the tool, with more of its own options, up to a NULL, or
 * with NULL. It inherits no descriptor but the standard three, and nothing
 * is preloaded: not the heap meter, which would count valgrind's own.
 */
void subject_start(struct subject *subject, enum tool tool,
                   const char *const *options);

/*
 * Waits until it is at rest (probe/rest.h), with no client connected. Fails
 * the test if it dies or never rests.
 */
void subject_rest(const struct subject *subject);

/*
 * Fails the test, with the stack, if the server has died or is dying. To be
 * asked when an answer stayed away: a crash must not look like anything else.
 */
void subject_check_alive(const struct subject *subject);

/* Waits for its end, whichever way it comes, and reads memcheck's report. */
void subject_ended(const struct subject *subject, struct report *report);

/*
 * Brings it to rest, stops it by SIGTERM, or by that signal, and goes on as
 * above.
 */
void subject_stop(const struct subject *subject, struct report *report);
void subject_stop_by(const struct subject *subject, int signal,
                     struct report *report);

/*
 * Sends a command to its gdbserver by vgdb, such as "v.info open_fds";
 * the words end with NULL. Returns the answer: free() it.
 */
char *subject_ask(const struct subject *subject, const char *const *words);

/* Prints the commands that show the same by hand, with these of mtls-load. */
void subject_print_command(const char *load, FILE *out);

#endif
