/* SPDX-License-Identifier: MIT */
/*
 * PEM texts of key, certificate and CRL (RFC 7468), where one call of GnuTLS
 * is not enough, and what is asked of them beyond that GnuTLS can use them.
 */
#ifndef PEM_H
#define PEM_H

#include "tls/context.h"

/*
 * Gives the credentials a certificate chain, leaf first, and its key; both
 * are copied. Returns a GnuTLS code, GNUTLS_E_CERTIFICATE_KEY_MISMATCH when
 * they do not belong together.
 */
int pem_set_pair(gnutls_certificate_credentials_t credentials,
                 const gnutls_datum_t *cert, const gnutls_datum_t *key);

/*
 * Gives the credentials, which have their CAs, the revocation lists of
 * `text`, that of --crl: all of them, also several of one CA: whoever is in
 * one of them is revoked. Refused is a list that no CA of --ca has signed,
 * that is overdue, not valid yet or without a date for the next one; a CA that
 * one of them revokes; and, unless --crl-partial, a CA without a list, as
 * GnuTLS takes a certificate for not revoked if nobody says anything of its
 * issuer. A CA that has expired needs none: it lets nobody in. Returns 0 and
 * when the first list is due; or -1 with one line in `error`.
 */
int pem_set_lists(gnutls_certificate_credentials_t credentials,
                  const gnutls_datum_t *text, const struct options *options,
                  time_t *due, char error[TLS_ERROR_SIZE]);

/*
 * Notes the dates of the server's certificate and of the CAs; with `warn`, logs
 * a warning for each that has expired or is not valid yet.
 */
void pem_look_at_dates(gnutls_certificate_credentials_t credentials,
                       const struct options *options, struct tls_dates *dates,
                       bool warn);

#endif
