/* SPDX-License-Identifier: MIT */
/*
 * The shared TLS context: credentials (key, certificate, trust list, CRL),
 * the priority string and the session-ticket key. Loaded once and used by
 * every connection; counted by reference, so that a reload can put a new one
 * in its place while old connections still use the old one.
 */
#ifndef TLS_H
#define TLS_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <time.h>

#include "process/options.h"

/*
 * TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only
 * (RFC 9325, section 4.2). %PROFILE_MEDIUM asks for 112 bits of security:
 * RSA from 2048 bits (GnuTLS manual, "Selecting cryptographic key sizes"). It
 * looks at certificates only: SHA-1 for signatures of TLS 1.2 (RFC 9155) is
 * named by itself.
 * X25519 and AES-128-GCM come first because they cost the server least;
 * P-256 and AES-256 stay for those who need them.
 */
#define TLS_PRIORITIES \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:" \
    "+ECDHE-RSA:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:" \
    "-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:" \
    "-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:" \
    "%PROFILE_MEDIUM:%SERVER_PRECEDENCE"

#define TLS_ERROR_SIZE 512

struct MHD_Connection;
struct tls_context;
struct vcache;

/*
 * Loads the files that `options` names. Returns a context that the caller
 * owns (one reference), or NULL with one line in `error` that names the file
 * and the remedy. Refused besides what cannot be read or parsed: a key that
 * is not the certificate's, a CA file without a certificate, and the lists that
 * pem.h says.
 */
struct tls_context *tls_load(const struct options *options,
                             char error[TLS_ERROR_SIZE]);

/* Until when its files hold; crl is 0 if there is none. */
struct tls_dates {
    time_t cert;       /* the server's own certificate */
    time_t ca;         /* the first CA to expire */
    time_t crl;        /* the first list that is due */
    bool cert_in_date; /* the server's own, when it was loaded */
    bool ca_in_date;   /* one of the CAs at least */
};
struct tls_dates tls_dates(const struct tls_context *context);

/* Logs a warning for each certificate of its files that is out of date. */
void tls_warn_of_dates(const struct tls_context *context,
                       const struct options *options);

/*
 * Makes `context` the current one, for all connections to come, and takes
 * over the caller's reference. The one before is freed when the last
 * connection that uses it lets go. NULL leaves none: at the end.
 */
void tls_install(struct tls_context *context);

/* A reference on the current context; the caller gives it to tls_release. */
struct tls_context *tls_acquire(void);
void tls_release(struct tls_context *context); /* NULL is fine */

/* Whether tls_acquire() would still return this one. Cheap: no lock. */
bool tls_is_current(const struct tls_context *context);

/*
 * Whether its CRL should have been replaced by now (RFC 5280, section
 * 5.1.2.5): then nobody knows who is revoked, and nobody is let in until a
 * reload brings a new one.
 */
bool tls_crl_due(const struct tls_context *context);

/*
 * Whether each certificate below a CA must be of an issuer that has a list:
 * with --crl, unless --crl-partial.
 */
bool tls_lists_all(const struct tls_context *context);

/* Which chains were verified against it; it lives as long. */
struct vcache *tls_verified(const struct tls_context *context);

/*
 * The TLS session of a connection, for as long as the connection is open;
 * NULL if it is a plain one.
 */
gnutls_session_t tls_of(struct MHD_Connection *connection);

/*
 * Makes `session` use the context's credentials. The session keeps a
 * pointer, so the caller holds a reference until the session is deinited or
 * attached to another context. Returns a GnuTLS code.
 */
int tls_attach(const struct tls_context *context, gnutls_session_t session);

/*
 * Has tls_load() overwrite the random key of the tickets, key->size bytes at
 * key->data, by `source`: 0; or -1 with one line in `error`, which fails the
 * load. Call before the first one.
 */
void tls_take_ticket_key(int (*source)(gnutls_datum_t *key, char *error));

/*
 * Lets the session's client resume later, by a ticket under the context's
 * key (RFC 5077, RFC 8446 section 4.6.1). GnuTLS copies the key, and rotates
 * what it derives from it. The key dies with the context, so that no ticket
 * outlives the trust it was given under; one from tls_take_ticket_key() may,
 * and who resumes is judged by the trust of today. Returns a GnuTLS code.
 */
int tls_enable_tickets(const struct tls_context *context,
                       gnutls_session_t session);

/*
 * A gnutls_certificate_retrieve_function2 for MHD_OPTION_HTTPS_CERT_CALLBACK:
 * libmicrohttpd wants credentials of its own, and this gives it none, since
 * those that count are attached by tls_attach(). A session it was not
 * attached to ends here, in a handshake without a certificate: fail closed.
 */
int tls_no_certificate(gnutls_session_t session, const gnutls_datum_t *issuers,
                       int issuer_count,
                       const gnutls_pk_algorithm_t *algorithms,
                       int algorithm_count, gnutls_pcert_st **chain,
                       unsigned *chain_length, gnutls_privkey_t *key);

#endif
