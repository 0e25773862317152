/* SPDX-License-Identifier: MIT */
/*
 * What a server has counted: its /metrics, read at its status port. That is
 * no client of the server's: nothing that leaks grows by it.
 */
#ifndef SHOW_COUNTS_H
#define SHOW_COUNTS_H

#include <sys/types.h>

#include "compare/model.h"

struct counts {
    struct traffic traffic; /* each connection by its handshake, however that
                               ended; requests, refusals, downloads */
    long open;              /* connections */
    long objects[MODULE_COUNT];
};

/* The status port of a server that listens at PORT, too. Fails: no server. */
unsigned counts_port(pid_t pid, unsigned port);

/* Returns 0, or -1 when there is no answer. */
int counts_read(unsigned status_port, struct counts *counts);

struct traffic traffic_minus(const struct traffic *after,
                             const struct traffic *before);

#endif
