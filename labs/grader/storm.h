/* SPDX-License-Identifier: MIT */
/*
 * Many clients at once. Where a lock is missing, they lose what one after the
 * other does not.
 */
#ifndef STORM_H
#define STORM_H

#include "probe/metered.h"

#define STORM_FILLING 200
#define STORM_STEPS 600

/* What mtls-load is told: steps of this mix, so many clients at a time. */
struct crowd {
    const char *mix;
    unsigned steps, clients;
    bool fresh; /* a connection for each request */
};

/* Begins it; whoever waits for its end judges its exit status. */
void crowd_begin(struct process *process, const struct service *server,
                 const struct crowd *crowd);

/* Fails the test unless each of its steps has ended as it should. */
void crowd_judge(const struct process *process, const struct crowd *crowd);

/*
 * So many steps of all kinds by mtls-load, six clients at a time. Fails the
 * test unless each of them ends as it should.
 */
void storm(const struct metered *metered, unsigned count);

/*
 * One of STORM_STEPS, and what the server holds afterwards, at rest, that it
 * did not.
 */
struct holding storm_growth(const struct metered *metered);

#endif
