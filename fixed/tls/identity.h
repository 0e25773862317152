/* SPDX-License-Identifier: MIT */
/*
 * What the certificate at the other end says: its names and its
 * number. It judges nothing: judge.h does.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <gnutls/x509.h>
#include <stdbool.h>

#include "tls/verdict.h"

#define IDENTITY_NAME_SIZE 256
#define IDENTITY_SERIAL_SIZE 65

/* Who a certificate is for, as the log says it: log_clean() has made it so. */
struct identity {
    char name[IDENTITY_NAME_SIZE]; /* "": it has none */
    const char *kind; /* of name: "cn", "uri", "dns", "email", "none" */
    char serial[IDENTITY_SERIAL_SIZE];
};

/*
 * The first certificate the peer presented, imported; the caller frees it
 * with gnutls_x509_crt_deinit. NULL: there is none, or memory ran out.
 */
gnutls_x509_crt_t identity_certificate(gnutls_session_t tls);

/*
 * What GnuTLS will stumble over in a handshake message of type Certificate
 * (RFC 8446 section 4.4.2, RFC 5246 section 7.4.6): one that cannot be parsed,
 * or the key of the first; and what it must not use, or even parse, as a key or
 * the names would take too long; HANDSHAKE_INCOMPLETE: nothing. An empty list
 * is fine.
 */
enum handshake identity_doubt(gnutls_session_t tls,
                              const gnutls_datum_t *message);

/*
 * Its common name; or, in this order, the first alternative name of it that is
 * a URI, a DNS name, an e-mail address.
 */
void identity_of(gnutls_x509_crt_t crt, struct identity *identity);

/* Its serial number, up to 32 bytes, in hex; "" if it is longer. */
void identity_serial(gnutls_x509_crt_t crt, char text[IDENTITY_SERIAL_SIZE]);

/*
 * Its subject, by gnutls_x509_crt_get_dn2, or its issuer, by its like, of any
 * length: what does not fit is cut as log_clean() does it.
 */
void identity_dn(gnutls_x509_crt_t crt,
                 int (*get)(gnutls_x509_crt_t, gnutls_datum_t *),
                 char name[IDENTITY_NAME_SIZE]);

/*
 * Calls `found` for each value of these kinds, until it says true; then so
 * does this. "cn" and "ou" are of the subject, "uri", "dns" and "email"
 * alternative names. The bytes are those of the certificate, not escaped;
 * there may be NULs among them.
 */
typedef bool identity_found(void *object, const char *bytes, size_t size);
bool identity_any(gnutls_x509_crt_t crt, const char *kind,
                  identity_found *found, void *object);

#endif
