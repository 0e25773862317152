/* SPDX-License-Identifier: MIT */
/*
 * What is asked of key, CAs and lists when they are loaded, beyond that GnuTLS
 * can use them.
 */
#ifndef TRUST_H
#define TRUST_H

#include <gnutls/gnutls.h>

#include "process/options.h"

/*
 * Whether each CA of the credentials has a revocation list of its own in
 * `crl`, the PEM text of --crl, and none of them is revoked. GnuTLS takes a
 * certificate for not revoked if nobody says anything of its issuer. A CA that
 * has expired needs no list: it lets nobody in. Returns 0; or -1 with one line
 * in `error`, of `size` bytes.
 */
int trust_check_lists(gnutls_certificate_credentials_t credentials,
                      const gnutls_datum_t *crl, const struct options *options,
                      char *error, size_t size);

/*
 * Logs a warning for the server's certificate, and for each CA, that has
 * expired or is not valid yet.
 */
void trust_warn(gnutls_certificate_credentials_t credentials,
                const struct options *options);

#endif
