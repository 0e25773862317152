/* SPDX-License-Identifier: MIT */
/*
 * What the sources of traffic.h share.
 */
#ifndef TRAFFIC_PRIVATE_H
#define TRAFFIC_PRIVATE_H

#include "probe/tls_client.h"
#include "traffic.h"

/* One more of a trigger, by its name. */
void traffic_count(struct traffic *traffic, const char *name);

/* A client whose handshake must succeed. */
struct tls_client *traffic_enter(const struct subject *subject,
                                 const struct tls_setup *setup);

/* Puts so many zeros into the data folder. */
void traffic_put_file(const struct subject *subject, const char *name,
                      size_t size);
#define TRAFFIC_LARGE 16000000 /* more than the sockets can hold */

/* Refused certificates; handshakes not ended; half requests. */
void traffic_refused(const struct subject *subject, struct traffic *traffic);
void traffic_aborted(const struct subject *subject, struct traffic *traffic);
void traffic_vanished(const struct subject *subject, struct traffic *traffic);

#endif
