/* SPDX-License-Identifier: MIT */
/*
 * What a server holds, read from outside while it rests: heap blocks and bytes
 * by the heap meter, all else by /proc.
 */
#ifndef GAUGE_H
#define GAUGE_H

#include <stdint.h>

#include "held.h"
#include "rest.h"
#include "service.h"

struct holding {
    int64_t bytes, blocks, descriptors, threads;
    struct held held; /* what else; of the descriptors, which kinds */
};

struct gauge {
    struct heapmeter meter;
    pid_t pid;
    long sockets; /* how many there are when no client is connected */
    bool stacks;  /* before the start: let the meter count for stacks, too */
    char folder[PATH_SIZE]; /* of the meter */
};

/*
 * Starts a server, as service_start(), with the heap meter in it, whose
 * library is in the folder MTLS_INSTRUMENTS. The setup's environment is
 * replaced. Fails the test if the meter does not count. The caller owes a
 * gauge_close(), which is fine with one that is all zero.
 */
struct service *gauge_start(struct gauge *gauge, struct service_setup setup);
void gauge_close(struct gauge *gauge);

/*
 * Waits until the server is at rest (rest.h), with `clients` still connected,
 * and reads what it holds. A socket that stays although nothing moves is taken
 * as it is. Fails the test when the server has ended or never rests.
 */
struct rest gauge_look(const struct gauge *gauge, unsigned clients);

/* The same, and no more than what growth is judged by. */
struct holding gauge_rest(const struct gauge *gauge, unsigned clients);

struct holding holding_minus(const struct holding *after,
                             const struct holding *before);

struct holding holding_plus(const struct holding *a, const struct holding *b);

/* Enough for what holding_text() says. */
#define HOLDING_TEXT 256

/*
 * In words: "+440 bytes in +2 blocks, +0 descriptors, +0 threads", and of the
 * rest what is not zero: ", +8 KiB mapped, +1 mappings". Returns `text`.
 */
const char *holding_text(const struct holding *grown, char text[HOLDING_TEXT]);

/*
 * Who holds more than at the last such call, in the words of `heapmeter stacks
 * --growth`, the largest two; "" where the meter knows no stacks, or nothing
 * has grown. free() it. The server must be at rest.
 */
char *gauge_grown_stacks(const struct gauge *gauge);

/*
 * rest_wait() for as long as we are patient; fails the test unless it is
 * reached.
 */
void gauge_await(struct rest *rest);

/*
 * The same for a server under no meter, whoever is connected; and what the
 * kernel knows of it then.
 */
void gauge_settle(const struct service *server);
struct proc gauge_settled(const struct service *server);

#endif
