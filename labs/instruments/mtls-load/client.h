/* SPDX-License-Identifier: MIT */
/*
 * One connection of one client: TCP, TLS over it, and a read buffer. It can
 * break off at a chosen place of the handshake, which ordinary clients only
 * do by accident.
 *
 * It is not the probe's client (tls_client.h): that one ends the test or the
 * program that calls it when the server does not do its part, and is for one
 * thread. This one reports each error, runs in many threads, and is taken home
 * without the probe.
 */
#ifndef MTLS_LOAD_CLIENT_H
#define MTLS_LOAD_CLIENT_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "target.h"

/* Where a handshake breaks off. */
enum cut {
    CUT_NOWHERE,
    CUT_IN_HELLO,            /* half a ClientHello is sent */
    CUT_IN_HUGE_HELLO,       /* 60 KB of one that claims 16 MiB */
    CUT_AFTER_HELLO,         /* a whole one */
    CUT_AFTER_SERVER_FLIGHT, /* the server's flight is read, ours not sent */
};

/* Why the last call failed. */
enum failure {
    FAILURE_NONE,
    FAILURE_NO_SERVER, /* connection refused: nothing listens */
    FAILURE_CLOSED,    /* end of stream, or a reset, where data was due */
    FAILURE_ALERT,     /* a TLS alert; its number is in `alert` */
    FAILURE_TIMEOUT,
    FAILURE_STOPPED, /* a stop was asked (stop.h) */
    FAILURE_OTHER,
};

enum farewell {
    FAREWELL_POLITE, /* close_notify, then close */
    FAREWELL_NONE,   /* close */
    FAREWELL_EOF,    /* end of stream, then close when the peer has */
    FAREWELL_RESET,  /* close with a reset */
};

struct client {
    int fd; /* -1: not connected */
    const struct target *target;
    gnutls_session_t session; /* NULL over plain HTTP */
    int64_t deadline_us;      /* of the step under way */
    enum cut cut;
    bool cut_reached;
    bool resumed;
    enum failure failure;
    int alert;
    uint64_t bytes_in; /* on the wire, since client_connect() */
    uint64_t bytes_out;
    size_t begin; /* buffer[begin..end) is read and not yet taken */
    size_t end;
    char buffer[8192];
    char error[200]; /* what failed, for people */
};

/* How to open a connection. */
struct client_setup {
    const struct target *target;
    gnutls_priority_t priority;                   /* TLS only */
    gnutls_certificate_credentials_t credentials; /* TLS only */
    const gnutls_datum_t *ticket; /* a session to resume, or NULL */
    enum cut cut;
    int rcvbuf; /* bytes, 0: the system's */
    int64_t deadline_us;
};

/* An unconnected client. */
void client_init(struct client *client);

/*
 * Connects over TCP. Returns 0, or -1 with failure and error set; the client
 * is then unconnected. client_close() closes it.
 */
int client_connect(struct client *client, const struct client_setup *setup);

/*
 * Shakes hands; over plain HTTP there is nothing to do. Returns 0, or -1
 * with failure and error set, and cut_reached true when that was the plan.
 */
int client_handshake(struct client *client, const struct client_setup *setup);

/* Sends all. Returns 0, or -1 with failure and error set. */
int client_send(struct client *client, const char *data, size_t size);

/*
 * Fills the empty buffer. Returns the number of bytes, 0 at the end of the
 * stream, or -1 with failure and error set.
 */
ssize_t client_fill(struct client *client);

/*
 * A copy of the session for its resumption, or an empty datum when the
 * server gave none. Under TLS 1.3 only after the first response: the ticket
 * comes with it. The caller frees .data with gnutls_free().
 */
gnutls_datum_t client_ticket(struct client *client);

/*
 * Frees the session and closes; the counters and the error stay readable.
 * Does nothing when not connected.
 */
void client_close(struct client *client, enum farewell farewell);

#endif
