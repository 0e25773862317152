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
 * When the first of the CRLs in a text is due to be replaced; 0 if there is
 * none, or it does not say.
 */
time_t pem_next_update(const gnutls_datum_t *crl);

/*
 * Whether each CA of the credentials has a revocation list of its own in
 * `crl`, the PEM text of --crl, and none of them is revoked. GnuTLS takes a
 * certificate for not revoked if nobody says anything of its issuer. A CA that
 * has expired needs no list: it lets nobody in. Returns 0; or -1 with one line
 * in `error`.
 */
int pem_check_lists(gnutls_certificate_credentials_t credentials,
                    const gnutls_datum_t *crl, const struct options *options,
                    char error[TLS_ERROR_SIZE]);

/*
 * Notes when the server's certificate expires, the first of the CAs, and the
 * last; and logs a warning for each that has expired or is not valid yet.
 */
void pem_look_at_dates(gnutls_certificate_credentials_t credentials,
                       const struct options *options, struct tls_dates *dates);

#endif
