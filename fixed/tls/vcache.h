/* SPDX-License-Identifier: MIT */
/*
 * Which chains were verified, so that a client that comes again is not
 * verified again. A cache that is right, as the ones of the leaky twin are
 * not: it belongs to one TLS context, so to one generation of trust and lists,
 * and ends with it; it has a fixed number of places; what it knows is short of
 * life. It never lets in whom a fresh verification would refuse:
 *
 * - its key is all that the client sent, byte for byte, not the leaf alone;
 * - only what was found good is kept; the dates are asked at each hit;
 * - rules (tls/allow.h) are no part of it: they are asked each time;
 * - that the client has the key is no part of it either: GnuTLS verifies the
 *   signature of CertificateVerify in each full handshake, whatever is here.
 */
#ifndef VCACHE_H
#define VCACHE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <time.h>

#include "process/options.h"

#define VCACHE_PLACES 1024 /* a new chain takes the place of an older one */

struct vcache;

/* For options_add(): --verify-cache SECONDS, 0: off. */
extern const struct extra vcache_option;

/* An empty one; vcache_free() it. NULL when memory ran out. */
struct vcache *vcache_new(void);
void vcache_free(struct vcache *cache); /* NULL is fine */

/* The SHA-256 of a chain. */
struct vcache_key {
    unsigned char bytes[32];
};

/*
 * That of all certificates that the client has sent. False if they must be
 * verified whatever is known of them.
 */
bool vcache_key(gnutls_session_t tls, struct vcache_key *key);

/*
 * Whether this chain was found good a short while ago, and still is by its
 * dates. Then `expiry` is that of its path.
 */
bool vcache_find(struct vcache *cache, const struct vcache_key *key,
                 time_t now, time_t *expiry);

/* It was found good, at `now`, by a path that holds until `expiry`. */
void vcache_add(struct vcache *cache, const struct vcache_key *key, time_t now,
                time_t expiry);

#endif
