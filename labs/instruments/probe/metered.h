/* SPDX-License-Identifier: MIT */
/*
 * The server under test with the heap meter in it, and how much a trigger
 * makes it grow.
 */
#ifndef METERED_H
#define METERED_H

#include "gauge.h"
#include "shape.h"
#include "triggers.h"
#include "walk.h"

struct metered {
    struct service *server;
    struct gauge gauge;
    struct series series; /* the one under way */
    struct walk walk;     /* likewise */
    bool lost_keep_alive; /* it should have it, and a look said no */
    unsigned rounds;      /* of all triggers, each twice */
    unsigned flat;        /* the last so many have kept no block, */
    int64_t drift;        /* and together so many bytes, */
    int64_t mapped;       /* and so much of what is mapped besides */
};

/*
 * Starts it and warms it up: until a round of all triggers keeps as much as
 * the round before, or, in a server that never settles, for some rounds.
 * MTLS_INSTRUMENTS names the folder of the meter's library.
 */
void metered_start(struct metered *metered);

/* Frees all but the server, which is service.h's. */
void metered_end(struct metered *metered);

/*
 * Whether the trigger needs what a server per request has not. One that should
 * keep connections alive and does not counts as such from its start on, so
 * that the other triggers can still tell what it keeps.
 */
bool metered_skips(const struct trigger *trigger);

/*
 * The trigger that makes a server do so much of this, at so little cost, that
 * many steps can be made of it. Where the server has not what that needs, it
 * is a full handshake and a request.
 */
const struct trigger *metered_trigger(enum per per);

/*
 * The same for what a leak answers to: row->per. With `server` it is the full
 * handshake whatever the server is judged as: one per request resumes nothing.
 */
const struct trigger *metered_leak_trigger(const char *leak, enum per per);

/*
 * A series of it; or of each that metered_trigger() has; or of all that are for
 * such a server and not seldom.
 */
void metered_do(struct metered *metered, const struct trigger *trigger,
                unsigned first, unsigned count);
void metered_do_each(struct metered *metered, unsigned first, unsigned count);
void metered_do_all(struct metered *metered, unsigned first, unsigned count);

/*
 * Does `steps` of it and twice as many, and measures each at rest, after a
 * first one: it may free what others have left. Or one series and two, where
 * the trigger has no steps.
 */
struct growth metered_growth(struct metered *metered,
                             const struct trigger *trigger, unsigned steps);

/*
 * Whether rounds of all triggers, those of the warming up and a few more, keep
 * nothing: a proof for all triggers at once. To be asked before what fills a
 * list of the last hundred with other things.
 */
bool metered_keeps_nothing(struct metered *metered);

/* Frees what a failed test has left of a series. */
void metered_drop(struct metered *metered);

#endif
