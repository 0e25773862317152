/* SPDX-License-Identifier: MIT */
/*
 * The two events of the process that a request listens to: *finish* (some
 * request has ended) and *trust reloaded* (a new CA or CRL is in force).
 * The first writes the request's audit line, the second makes that line say
 * how often trust changed while the request ran.
 */
#ifndef LISTENERS_H
#define LISTENERS_H

struct request;

/*
 * Subscribes a request to both events, until its scope closes. Returns 0,
 * or -1 when memory ran out.
 */
int listeners_subscribe(struct request *request);

/* Emits *finish* for a request that has ended; it is still whole. */
void listeners_finish(const struct request *finished);

/* Emits *trust reloaded*. */
void listeners_trust_reloaded(void);

#endif
