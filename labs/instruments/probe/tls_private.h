/* SPDX-License-Identifier: MIT */
/* What the two sources of tls_client.h share. */
#ifndef TLS_PRIVATE_H
#define TLS_PRIVATE_H

#include <gnutls/abstract.h>
#include <stdint.h>

#include "tls_client.h"

struct tls_client {
    int socket;
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials; /* NULL: the caller's */
    gnutls_pcert_st forged[64]; /* `der`, with a key that is not its own, and
                                  `issuer` */
    unsigned forged_count;
    gnutls_privkey_t key;
    size_t allowed; /* bytes that tls_handshake_part() may still send */
    size_t pushed;  /* bytes that it would have sent at once */
    unsigned wait;  /* milliseconds */
    bool may_wait_in_vain;
    size_t most; /* bytes of a body */
    int last;    /* what the last tls_receive() returned */
};

#endif
