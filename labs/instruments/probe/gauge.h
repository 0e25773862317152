/* SPDX-License-Identifier: MIT */
/*
 * What a server holds, read from outside while it runs: heap blocks and
 * bytes by the heap meter, descriptors and threads by /proc (proc(5)).
 */
#ifndef GAUGE_H
#define GAUGE_H

#include <stdint.h>
#include <sys/types.h>

#include "../heapmeter/heapmeter.h"

struct holding {
    int64_t bytes, blocks, descriptors, threads;
};

struct gauge {
    struct heapmeter meter;
    pid_t pid;
    unsigned sockets; /* how many there are when no client is connected */
};

/* Of a server that nobody has connected to yet. Fails the test if it cannot.
   The caller owes a gauge_close(). */
void gauge_open(struct gauge *gauge, const char *folder, pid_t pid);
void gauge_close(struct gauge *gauge);

/*
 * Waits until the server is at rest, with `clients` still connected, and
 * reads what it holds. At rest: each of its threads sleeps, the meter stands
 * still, and there are no more sockets than those of the clients. A socket
 * that stays although everybody sleeps is taken as it is: it is what the
 * server holds. Fails the test when the server has ended or never rests.
 */
struct holding gauge_rest(const struct gauge *gauge, unsigned clients);

struct holding holding_minus(const struct holding *after,
                             const struct holding *before);

#endif
