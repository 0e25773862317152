/* SPDX-License-Identifier: MIT */
/*
 * What GET /whoami tells a client of itself.
 */
#ifndef WHOAMI_H
#define WHOAMI_H

#include <gnutls/gnutls.h>
#include <jansson.h>

/*
 * The body of GET /whoami, owned by the caller: subject, issuer, serial,
 * alternative names, not_after, sha256 fingerprint of the certificate (each
 * null without one); protocol, cipher and resumed of the session. NULL when
 * memory ran out.
 */
json_t *whoami_json(gnutls_session_t tls);

#endif
