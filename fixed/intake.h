/* SPDX-License-Identifier: MIT */
/*
 * Between GnuTLS and libmicrohttpd: what a client sends passes its gate
 * (http/gate.h) before libmicrohttpd sees any of it, a request and its answer
 * get the time that they may take, and a handshake that fails says why.
 *
 * libmicrohttpd has no hook for that, so intake.c defines the functions of
 * GnuTLS by which it reads, writes and shakes hands. The program's own come
 * before a library's of that name (ld.so(8)).
 */
#ifndef INTAKE_H
#define INTAKE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdint.h>

#include "process/options.h"
#include "sessions.h"

/*
 * Call before the server starts; `failed` is called with the fatal code of a
 * handshake, or of a session later, and may send an alert. Returns 0, or -1 if
 * libmicrohttpd would not call our functions: in a program that is linked in
 * some other way.
 */
int intake_start(const struct options *options,
                 void (*failed)(gnutls_session_t tls, int code));

/*
 * Before the handshake: says that HTTP/1 is all that is spoken here (ALPN, RFC
 * 7301). A client that offers other protocols alone is refused in the
 * handshake. One that offers none is let in.
 */
void intake_offer(gnutls_session_t tls);

/* The connection is gone: frees its gate, if it had one. */
void intake_end(struct session *session);

/*
 * A request begins, when its head has come. Returns whether what was read of
 * it has passed the gate: without an intake nobody would notice.
 */
bool intake_begin_request(struct session *session, const char *method);

/* Whether it is the last one that its connection may bring. */
bool intake_is_last(const struct session *session);

/*
 * Its answer begins, with a body of `length` bytes in memory that follows the
 * head: a short one goes out in one record with it (http/whole.h).
 */
void intake_answer(struct session *session, uint64_t length);

/* It has ended, with the last byte of its answer or without. */
void intake_end_request(struct session *session);

#endif
