/* SPDX-License-Identifier: MIT */
/*
 * The growth of a server with options of its own, round by round: for what the
 * stage `others` asks.
 */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "probe/metered.h"

/* One thing that clients do, so many times a round. */
struct rounds {
    const char *what;
    const char *const *options;            /* of the server */
    const struct tls_setup *stays;         /* a client meanwhile, or NULL */
    void (*fill)(struct metered *metered); /* what is bounded, or NULL */
    void (*round)(struct metered *metered);
    unsigned steps;
    unsigned filling; /* rounds before those that count */
    bool by_bytes;    /* all rounds have texts of one length */
};

/*
 * Whether each of three rounds leaves something; then it prints how much, and
 * who allocated it. *heap: it is of the heap.
 */
bool rounds_grow(const struct rounds *rounds, bool *heap);

#endif
