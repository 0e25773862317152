/* SPDX-License-Identifier: MIT */
/*
 * What a server holds, read from outside while it rests: heap blocks and bytes
 * by the heap meter, descriptors and threads by /proc.
 */
#ifndef GAUGE_H
#define GAUGE_H

#include <stdint.h>

#include "rest.h"

struct holding {
    int64_t bytes, blocks, descriptors, threads;
};

struct gauge {
    struct heapmeter meter;
    pid_t pid;
    long sockets; /* how many there are when no client is connected */
};

/*
 * Of a server that nobody has connected to yet. Fails the test if it cannot.
 * The caller owes a gauge_close().
 */
void gauge_open(struct gauge *gauge, const char *folder, pid_t pid);
void gauge_close(struct gauge *gauge);

/*
 * Waits until the server is at rest (rest.h), with `clients` still connected,
 * and reads what it holds. A socket that stays although nothing moves is taken
 * as it is. Fails the test when the server has ended or never rests.
 */
struct holding gauge_rest(const struct gauge *gauge, unsigned clients);

struct holding holding_minus(const struct holding *after,
                             const struct holding *before);

/*
 * rest_wait() for as long as we are patient; fails the test unless it is
 * reached.
 */
void gauge_await(struct rest *rest);

#endif
