/* SPDX-License-Identifier: MIT */
/*
 * What the server holds at rest, all of its processes together.
 */
#ifndef MEASURE_READING_H
#define MEASURE_READING_H

#include "subject.h"

#include "probe/gauge.h"

struct reading {
    struct holding exact; /* bytes and blocks are 0 if they are not counted */
    int64_t resident;     /* bytes */
    long sockets;
    size_t processes;
    uint64_t identity; /* the same: these very processes and programs */
};

/* The first: how many sockets there are without a client. */
void reading_begin(struct subject *subject);

/*
 * Waits until all of its processes are at rest (probe/rest.h), with so many
 * clients still there. A socket that stays is what it holds. Does not return
 * when it has ended or never rests.
 */
void reading_await(struct subject *subject, unsigned clients);

/* The same, and reads them. */
void reading_take(struct subject *subject, unsigned clients,
                  struct reading *reading);

#endif
