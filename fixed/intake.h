/* SPDX-License-Identifier: MIT */
/*
 * Between GnuTLS and libmicrohttpd: what a client sends passes its gate
 * (http/gate.h) before libmicrohttpd sees any of it.
 *
 * libmicrohttpd has no hook for that, so intake.c defines the two functions
 * of GnuTLS by which it reads, gnutls_record_recv() and
 * gnutls_record_check_pending(). The program's own come before a library's
 * of that name: the rule by which a preloaded library works.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "sessions.h"

/*
 * Finds GnuTLS's own functions. Call before the server starts. Returns 0, or
 * -1 if libmicrohttpd would not call ours: in a program that is linked in
 * some other way.
 */
int intake_start(void);

/*
 * Before the handshake: says that HTTP/1 is all that is spoken here (ALPN, RFC
 * 7301). A client that offers other protocols alone is refused in the
 * handshake. One that offers none is let in.
 */
void intake_offer(gnutls_session_t tls);

/* The connection is gone: frees its gate, if it had one. */
void intake_end(struct session *session);

/*
 * Whether what was read from this client has passed its gate. Ask at each
 * request: without an intake there would be none, and nobody would notice.
 */
bool intake_checked(const struct session *session);

#endif
