/* SPDX-License-Identifier: MIT */
/*
 * Inputs that nobody has thought of: all that a small grammar makes of method,
 * route, body, length of the head, and how the request ends. One after the
 * other is sent, always in the same order.
 */
#ifndef WALK_H
#define WALK_H

#include "triggers.h"

struct walk {
    struct service *server;
    struct tls_client *client; /* who stays from one input to the next */
    gnutls_datum_t ticket;     /* by which the next one resumes */
    unsigned times[PER_COUNT]; /* how often each has come, since it was 0 */
};

/* How many inputs there are. */
extern const size_t walk_count;

/*
 * Sends inputs number first, first + stride, ... below `end`, and sees each
 * off. Fails the test when one is not answered that has to be.
 */
void walk(struct walk *walk, size_t first, size_t end, size_t stride);

#define WALK_TEXT 160

/* An input in words: "PUT /readings, a body of 1 byte, ...". Returns `text`. */
const char *walk_text(size_t number, char text[WALK_TEXT]);

/* Frees what it needs between two calls; {0} is fine. */
void walk_drop(struct walk *walk);

#endif
