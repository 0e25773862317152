/* SPDX-License-Identifier: MIT */
/* What the sources that make certificates share. */
#ifndef CERTS_PRIVATE_H
#define CERTS_PRIVATE_H

#include <gnutls/x509.h>
#include <time.h>

/*
 * A certificate without the rest: whose key it is, and how long it lasts.
 * gnutls_x509_crt_deinit() it.
 */
gnutls_x509_crt_t cert_draft(gnutls_x509_privkey_t key, time_t expiry);

#endif
