/* SPDX-License-Identifier: MIT */
/*
 * The server as it runs at home: no tool, and nothing of the tests in its
 * environment, among its ancestors, in its path or on its command line.
 */
#ifndef LIFE_H
#define LIFE_H

#include "probe/triggers.h"

struct life {
    struct service *server;
    const struct trigger *trigger; /* what its clients do */
    long sockets;                  /* that it has when they have gone */
};

/* A part of it: from rest to rest. */
struct phase {
    unsigned steps;
    long resident; /* KiB more than before */
    double cpu;    /* nanoseconds of the server for each step */
};

/* Starts it, and lets a crowd come. */
void life_begin(struct life *life, const struct trigger *trigger);

struct phase life_phase(const struct life *life, unsigned steps);

/*
 * Both servers and their client go to one CPU, and stay there: a request costs
 * a server much more where its client is on another one, and on a busy machine
 * a server stays where it is. Where the kernel refuses, they are where they
 * were.
 */
void life_side_by_side(const struct life *one, const struct life *other);

/* Nobody comes for as long. */
void life_idle(const struct life *life, int seconds);

/*
 * SIGTERM; fails the test unless it says that it has stopped. Returns how many
 * requests it has counted in /metrics, with the one that asked for that.
 */
unsigned life_end(struct life *life);

/* How many requests it has audited; after its end. */
unsigned life_audit_lines(const struct life *life);

#endif
