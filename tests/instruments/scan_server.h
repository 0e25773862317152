/* SPDX-License-Identifier: MIT */
/* What the two sources of the server for the tests of scan share. */
#ifndef SCAN_SERVER_H
#define SCAN_SERVER_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

/* Whether it was told to do that wrong. */
bool has(const char *fault);

/* Answers requests until the client goes, or one is at fault. */
void converse(gnutls_session_t session, bool is_client);

#endif
