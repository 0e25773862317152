/* SPDX-License-Identifier: MIT */
/*
 * How long a TLS 1.3 ticket is good for. GnuTLS keeps that to itself, even from
 * a hook on its message: so what the server sends is kept as it comes, and the
 * records that hold tickets are opened once more, by the client's own secret.
 * One session at a time.
 */
#ifndef SCAN_TICKET_H
#define SCAN_TICKET_H

#include <gnutls/gnutls.h>

/* Before the handshake: listens to this session, until the next one. */
void ticket_listen(gnutls_session_t session);

/* Seconds, of the last ticket that has come; -1: of none. */
long ticket_lifetime(gnutls_session_t session);

#endif
