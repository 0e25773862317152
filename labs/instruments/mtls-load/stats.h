/* SPDX-License-Identifier: MIT */
/*
 * What happened, counted: one struct for all threads, behind one mutex. A
 * step takes a good part of a millisecond, so nobody waits for it.
 */
#ifndef MTLS_LOAD_STATS_H
#define MTLS_LOAD_STATS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client.h"
#include "histogram.h"
#include "plan.h"

enum {
    END_OF_STREAM = 256, /* beside the alerts 0 to 255: none was sent */
    ENDINGS = 257,
    MAX_ERRORS = 8,
};

/* How one step ended. */
struct outcome {
    bool ok;
    enum failure failure; /* FAILURE_STOPPED: not counted at all */
    int status;           /* of the HTTP answer, 0: none */
    int refusal;          /* -1, an alert, or END_OF_STREAM */
    int64_t request_us;   /* from when it was due, or else sent, to the last
                             byte; -1: no request */
    int64_t service_us;   /* from sending to the last byte */
    char error[240];      /* for people, when not ok */
};

struct stats {
    pthread_mutex_t mutex;
    uint64_t begun, steps, ok, requests;
    uint64_t flavour_ok[MAX_FLAVOURS];
    uint64_t flavour_failed[MAX_FLAVOURS];
    uint64_t status[600];
    uint64_t refusal[MAX_FLAVOURS][ENDINGS];
    uint64_t handshakes_full, handshakes_resumed, handshakes_refused;
    uint64_t handshakes_aborted;
    uint64_t tls12, tls13;
    uint64_t connections, reconnects;
    uint64_t bytes_in, bytes_out;
    struct histogram request_us;
    struct histogram service_us;
    struct histogram handshake_us;
    char error[MAX_ERRORS][320]; /* the first few */
    size_t errors;
};

/* All zero but the mutex. Returns NULL without memory; stats_free() frees. */
struct stats *stats_new(void);
void stats_free(struct stats *stats);

/* The following may be called from any thread. */
void stats_begun(struct stats *stats);
void stats_connection(struct stats *stats, bool again);
void stats_handshake(struct stats *stats, const struct client *client,
                     int64_t us);
void stats_aborted(struct stats *stats);
void stats_bytes(struct stats *stats, const struct client *client);
void stats_step(struct stats *stats, const struct plan *plan, size_t step,
                const struct outcome *outcome);

/*
 * "certificate_expired", as RFC 8446 spells it, or "end_of_stream". The text
 * is in `buffer`, of 64 bytes.
 */
const char *stats_ending(int refusal, char *buffer);

#endif
