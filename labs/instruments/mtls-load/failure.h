/* SPDX-License-Identifier: MIT */
/*
 * Noting down on a client why its last call failed.
 */
#ifndef MTLS_LOAD_FAILURE_H
#define MTLS_LOAD_FAILURE_H

#include "client.h"

/*
 * Sets the failure, unless the transport has set one already, and the error
 * "doing: detail".
 */
void client_fail(struct client *client, enum failure failure,
                 const char *doing, const char *detail);

/* The same from a GnuTLS error code; for an alert it notes which. */
void client_fail_gnutls(struct client *client, const char *doing, int rc);

#endif
