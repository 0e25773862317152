/* SPDX-License-Identifier: MIT */
/*
 * A run: what its threads share, and when its steps are due.
 */
#ifndef MTLS_LOAD_RUN_H
#define MTLS_LOAD_RUN_H

#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "client.h"
#include "identity.h"
#include "options.h"
#include "plan.h"
#include "stats.h"
#include "target.h"

/*
 * What all threads share; but for the last three members they only read it.
 * The pointers are the caller's.
 */
struct run {
    const struct options *options;
    const struct target *target;
    const struct identities *identities;
    const struct plan *plan;
    struct stats *stats;
    gnutls_priority_t priority; /* NULL over plain HTTP */
    int64_t start_us;
    int64_t end_us; /* 0: when the plan is done */
    atomic_size_t next;
    atomic_bool no_server; /* a connection was refused: nothing listens */
    bool unable;           /* a thread could not be started */
};

/* When a step is due, as net_now_us() has it; 0 without --rate. */
int64_t run_due(const struct run *run, size_t step);

/*
 * How many steps were due within the run's SECONDS and --duration, and never
 * begun: the clients were all waiting for answers. 0 without --rate.
 */
size_t run_overdue(const struct run *run, double seconds);

/* Fills a setup for a connection of this run with that identity. */
struct client_setup run_setup(const struct run *run, size_t identity,
                              int64_t deadline_us);

#endif
