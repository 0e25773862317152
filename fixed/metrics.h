/* SPDX-License-Identifier: MIT */
/*
 * What the service counts, and GET /metrics in the Prometheus text format
 * (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4).
 * All functions may be called from any thread.
 */
#ifndef METRICS_H
#define METRICS_H

#include <stddef.h>

/* ---- Live objects: what each module holds right now ------------------ */

enum module {
    MODULE_SERVER,    /* daemons */
    MODULE_REQUESTS,  /* request contexts */
    MODULE_LISTENERS, /* subscriptions */
    MODULE_STREAMS,   /* opened downloads */
    MODULE_PEER,      /* reports on a presented certificate */
    MODULE_SESSIONS,  /* connection records */
    MODULE_COUNT
};

/* Counts one object made (change 1) or freed (change -1). */
void metrics_live(enum module module, long change);

/* ---- Handshakes, by result and reason -------------------------------- */

enum handshake {
    HANDSHAKE_FULL,    /* accepted, certificate verified */
    HANDSHAKE_RESUMED, /* accepted, from a ticket */
    HANDSHAKE_NO_CERTIFICATE,
    HANDSHAKE_UNKNOWN_CA,
    HANDSHAKE_SELF_SIGNED,
    HANDSHAKE_EXPIRED,
    HANDSHAKE_NOT_YET_VALID,
    HANDSHAKE_WRONG_PURPOSE,
    HANDSHAKE_REVOKED,
    HANDSHAKE_SIGNER_NOT_CA,
    HANDSHAKE_WEAK,
    HANDSHAKE_STALE_CRL,
    HANDSHAKE_BAD_CERTIFICATE,       /* any other fault in the chain */
    HANDSHAKE_MALFORMED_CERTIFICATE, /* could not even be parsed */
    HANDSHAKE_BAD_SIGNATURE,         /* not the certificate's owner */
    HANDSHAKE_OUT_OF_MEMORY,
    HANDSHAKE_INCOMPLETE, /* the client left, was too slow, or no TLS */
    HANDSHAKE_COUNT
};

void metrics_handshake(enum handshake handshake);

/* The reason as it stands in /metrics and in the log. Static text. */
const char *metrics_handshake_reason(enum handshake handshake);

/* ---- Requests and connections ---------------------------------------- */

/*
 * Counts a completed request. `route` is a value of enum route; `status` 0
 * is one that ended before it had an answer.
 */
void metrics_request(unsigned route, unsigned status);

/* Counts a connection opened (1) or closed (-1). */
void metrics_connection(long change);

/* ---- The page -------------------------------------------------------- */

/* Notes when the process started. Call once, before any thread. */
void metrics_start(void);

/*
 * Returns the page and its length. The caller frees it with free(). NULL
 * when memory ran out.
 */
char *metrics_text(size_t *length);

#endif
