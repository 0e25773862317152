/* SPDX-License-Identifier: MIT */
/*
 * How many bytes a client may send before it asks for something. GnuTLS keeps
 * a handshake message until it is whole, of whatever length the client claims
 * in 24 bits: 16 MiB for a stranger, and as much in a session that stands.
 */
#ifndef BUDGET_H
#define BUDGET_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

/* Bytes until the handshake is over: what a chain of certificates may take. */
#define BUDGET_STRANGER ((size_t)64 * 1024)

/* Bytes until the next byte of a request; the longest record has 16 KiB. */
#define BUDGET_CLIENT ((size_t)64 * 1024)

/* GnuTLS calls this when a client has sent more, once. */
typedef void budget_over(gnutls_session_t tls);

struct budget {
    gnutls_session_t tls;
    budget_over *over;
    int socket;
    size_t left;
    size_t discarded;
    bool spent;
    bool ended; /* the client has sent all that it will */
    bool came;  /* the last look at the socket found something */
};

/*
 * From now on `tls`, whose transport is a socket, reads from it through
 * `budget`, with BUDGET_STRANGER to begin with. It must live as long as the
 * TLS session. When more comes, `over` is called, which may still send an
 * alert; then this end of the stream is closed, and what goes on coming is
 * thrown away, so that no reset overtakes the alert.
 */
void budget_begin(struct budget *budget, gnutls_session_t tls,
                  budget_over *over);

/* The client has come a step further: it has BUDGET_CLIENT bytes again. */
void budget_refill(struct budget *budget);

#endif
