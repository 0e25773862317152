/* SPDX-License-Identifier: MIT */
/*
 * Who is at the other end: the certificate that a client presents, judged in
 * the handshake, and again when a request comes.
 */
#ifndef PEER_H
#define PEER_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "sessions.h"

/*
 * Whether clients must have a certificate. True unless a lab build says
 * otherwise; call before the server starts.
 */
void peer_require(bool required);

/*
 * Prepares the TLS session of a connection that was just accepted, before
 * its handshake: the current context, a certificate asked for and judged.
 * The session record keeps the reference on the context. If anything fails
 * the TLS session has no credentials and its handshake fails: fail closed.
 * Returns a GnuTLS code.
 */
int peer_meet(struct session *session, gnutls_session_t tls);

/*
 * GnuTLS has given a handshake up by itself, or a session later: counts the
 * handshake, logs either, and tells the client. For intake_start().
 */
void peer_failed(gnutls_session_t tls, int code);

/*
 * Counts and logs a handshake that never came to its end. Call when the
 * connection has closed.
 */
void peer_leave(const struct session *session);

/*
 * Whether the client may still ask: its path has not expired since the
 * handshake, and after a reload the new CA and CRL accept it too (then the
 * session moves to the new context). Returns NULL, or in static text why
 * not. Must be called at every request: a kept-alive connection can outlive
 * the certificate it was opened with.
 */
const char *peer_check(struct session *session, gnutls_session_t tls);

#endif
