/* SPDX-License-Identifier: MIT */
/*
 * What the certificate at the other end says: its name, and all that GET
 * /whoami tells. It judges nothing: peer.h does.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <gnutls/x509.h>
#include <jansson.h>
#include <stdbool.h>

#define IDENTITY_NAME_SIZE 64

/*
 * The first certificate the peer presented, imported; the caller frees it
 * with gnutls_x509_crt_deinit. NULL: there is none, or memory ran out.
 */
gnutls_x509_crt_t identity_certificate(gnutls_session_t tls);

/*
 * Whether every certificate in a handshake message of type Certificate (RFC
 * 8446 section 4.4.2, RFC 5246 section 7.4.6) can be parsed. An empty list
 * is fine.
 */
bool identity_readable(gnutls_session_t tls, const gnutls_datum_t *message);

/* Its common name, cleaned for the log; "" if it has none that fits. */
void identity_name(gnutls_session_t tls, char name[IDENTITY_NAME_SIZE]);

/*
 * The body of GET /whoami, owned by the caller: subject, issuer, serial,
 * alternative names, not_after, sha256 fingerprint of the certificate (each
 * null without one); protocol, cipher and resumed of the session. NULL when
 * memory ran out.
 */
json_t *identity_json(gnutls_session_t tls);

#endif
