/* SPDX-License-Identifier: MIT */
/*
 * The server that is measured: started here under the heap meter, or one that
 * runs. Its processes are all that came of the one that was started, or of
 * the one that was named.
 */
#ifndef MEASURE_SUBJECT_H
#define MEASURE_SUBJECT_H

#include "options.h"

#include "probe/rest.h"
#include "probe/service.h"
#include "probe/tree.h"

/* One process. */
struct member {
    pid_t pid;
    bool metered;
    struct heapmeter meter;
    struct rest rest;
};

struct subject {
    const struct options *options;
    struct process process; /* of a server that is started here, and */
    char folder[PATH_SIZE]; /* its output, and */
    char meters[PATH_SIZE]; /* the files of its heap meter */
    pid_t root;
    struct member member[TREE_MAX];
    size_t count;
    bool counted;            /* by the heap meter: else */
    char reason[400];        /* says why not */
    long sockets;            /* when no client is there */
    double linger;           /* seconds that a socket more may take to close */
    struct service *service; /* for clients; NULL without --url */
    char ask[2048];          /* their request */
    char host[256];
};

/*
 * Starts or finds it, and waits until it listens. Ends the program by the
 * status 2 when there is none.
 */
void subject_begin(struct subject *subject, const struct options *options);

/* Stops what was started here. */
void subject_end(struct subject *subject);

/* What it has written to stderr, or else stdout: its last lines, for people. */
void subject_show_log(const struct subject *subject);

/* Says why, shows that, and ends the program by the status 2. */
void subject_fail(struct subject *subject, const char *why);

/* Whether it has ended. */
bool subject_is_gone(struct subject *subject);

/* The same of one that may be about to: it does not listen any more. */
bool subject_has_ended(struct subject *subject);

/* The first of its processes that listens: whom an operator would signal. */
pid_t subject_listener(const struct subject *subject);

#endif
