/* SPDX-License-Identifier: MIT */
/*
 * A few of everything that clients do, one client at a time, counted by the
 * triggers of the probe.
 */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "probe/triggers.h"
#include "subject.h"

#define TRIGGERS_MAX 96

struct traffic {
    struct {
        const struct trigger *trigger;
        unsigned times;
    } done[TRIGGERS_MAX];
    size_t count; /* how many of done[] are in use */
};

/* Everything, each a few times. What was done is added to *traffic. */
void traffic_everything(const struct subject *subject,
                        struct traffic *traffic);

/* Requests of all routes, or whole downloads: this many of them. */
void traffic_requests(const struct subject *subject, unsigned times,
                      struct traffic *traffic);
void traffic_downloads(const struct subject *subject, unsigned times,
                       struct traffic *traffic);

/*
 * Five clients at once that stop and stay, each at another place: in the
 * handshake, after it, in a request, in a download. Waits until the server,
 * which must have a short --timeout, has ended all of them. Not counted.
 * False: on a machine as slow as this one was ended before it came so far.
 */
bool traffic_timed_out(const struct subject *subject);

/*
 * Bytes that are no certificate, presented as one. Not counted: whether it
 * is the server that refuses them depends on the version of GnuTLS.
 */
void traffic_malformed(const struct subject *subject, unsigned times);

#endif
