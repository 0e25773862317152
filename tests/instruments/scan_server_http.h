/* SPDX-License-Identifier: MIT */
/* What the server for the tests of scan answers. */
#ifndef SCAN_SERVER_HTTP_H
#define SCAN_SERVER_HTTP_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

/* Answers requests until the client goes, or one is at fault. */
void converse(gnutls_session_t session, bool is_client);

#endif
