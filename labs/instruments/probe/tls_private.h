/* SPDX-License-Identifier: MIT */
/* What the sources of tls_client.h share. */
#ifndef TLS_PRIVATE_H
#define TLS_PRIVATE_H

#include <gnutls/abstract.h>
#include <stdint.h>
#include <sys/queue.h>

#include "deadline.h"
#include "tls_client.h"

struct tls_client {
    LIST_ENTRY(tls_client) entry;
    int socket;
    gnutls_session_t session;
    gnutls_certificate_credentials_t own; /* of `forged`, else NULL */
    gnutls_pcert_st forged[64]; /* `der`, with a key that is not its own, and
                                  `issuer` */
    unsigned forged_count;
    gnutls_privkey_t key;
    size_t allowed; /* bytes that tls_handshake_part() may still send */
    size_t pushed;  /* bytes that it would have sent at once */
    enum tls_cut cut;
    unsigned flights; /* that it has tried to send */
    unsigned wait;    /* milliseconds */
    bool may_wait_in_vain;
    bool waits_for_no_end; /* of the server's side: service.never_ends */
    size_t most;           /* bytes of a body, and of all lines around it */
    size_t lines;          /* bytes of those, of the answer that is read */
    struct deadline until; /* when that must be whole */
    int last;              /* what the last tls_receive() returned */
};

/* The credentials that this setup asks for; nothing is the caller's to free. */
gnutls_certificate_credentials_t tls_identity(struct tls_client *client,
                                              const struct tls_setup *setup);

/* Waits for bytes or the end: 0 if neither comes. */
int tls_wait(const struct tls_client *client, unsigned milliseconds);

#endif
