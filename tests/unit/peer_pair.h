/* SPDX-License-Identifier: MIT */
/*
 * A client and a server's end of a connection, in one thread: real
 * handshakes, over a socket pair, with the certificates of MTLS_CERTS. What
 * fails here, and is not what a test is about, fails the test.
 */
#ifndef UNIT_PEER_PAIR_H
#define UNIT_PEER_PAIR_H

#include "peer.h"

/* Installs a shared context that trusts that CA, and a list or NULL. */
void trust(const char *ca_name, const char *crl_name);

/* The kit's own CA and list; and none any more, at the end of each test. */
void trust_ours(void);
void trust_none(void);

struct pair {
    int ends[2]; /* the server's, the client's */
    gnutls_session_t server, client;
    gnutls_certificate_credentials_t credentials;
    struct session *session;
};

/* A connection of a client with that certificate; NULL: with none. */
void open_pair(struct pair *pair, const char *client);

/* Ends it as server.c does: the TLS session goes before the record. */
void close_pair(struct pair *pair);

/* Both ends in turn, until the server's is done; its GnuTLS code. */
int handshake(struct pair *pair);

/* A client from its connection to its end; the handshake's code. */
int visit(const char *client);

#endif
