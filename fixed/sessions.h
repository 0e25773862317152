/* SPDX-License-Identifier: MIT */
/*
 * One record per connection: who is at the other end and what it asked for.
 * A record belongs to the thread of its connection, and no other calls what
 * takes one. sessions_json() may be called from any thread.
 */
#ifndef SESSIONS_H
#define SESSIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>

#include "tls/allow.h"
#include "tls/budget.h"
#include "tls/context.h"
#include "tls/identity.h"
#include "tls/verdict.h"

struct session;
struct gate;

/*
 * Makes the record of a connection that has just been accepted. It lives
 * until session_close(). NULL when memory ran out.
 */
struct session *session_open(const struct sockaddr *client);

/*
 * The connection is gone. Lets go of the session's TLS context; the record
 * must not be used any more. NULL is fine.
 */
void session_close(struct session *session);

/* ---- What the handshake found out ------------------------------------ */

/* How far the handshake has come. */
enum session_state {
    SESSION_HANDSHAKE, /* it has begun */
    SESSION_VERIFIED,  /* the certificate is judged and found good */
    SESSION_REFUSED,
    SESSION_SECURE /* complete: requests can come */
};

void session_set_state(struct session *session, enum session_state state);
enum session_state session_state(const struct session *session);

/* What it means if GnuTLS itself gives up with what has come just now. */
void session_set_doubt(struct session *session, enum handshake doubt);
enum handshake session_doubt(const struct session *session);

/* Who it is: copied. */
void session_set_identity(struct session *session,
                          const struct identity *identity);

/* How it is connected: static text. */
void session_describe(struct session *session, const char *protocol,
                      const char *cipher, bool resumed);

/* What it may do: tls/allow.h. */
void session_set_roles(struct session *session, unsigned roles);
unsigned session_roles(const struct session *session);

/* Until when the peer's path to its CA holds: judge.h. */
void session_set_expiry(struct session *session, time_t expiry);
time_t session_expiry(const struct session *session);

/*
 * The TLS context of the connection. The session takes over the caller's
 * reference and gives back the one it held before.
 */
void session_set_context(struct session *session, struct tls_context *context);
const struct tls_context *session_context(const struct session *session);

/* The gate that its requests come through: intake.h, which owns it. */
void session_set_gate(struct session *session, struct gate *gate);
struct gate *session_gate(const struct session *session);

/* What it may still send: tls/budget.h. It lives as long as the record. */
struct budget *session_budget(struct session *session);

/* ---- While it lives -------------------------------------------------- */

const char *session_peer(const struct session *session); /* its name */
const struct identity *session_identity(const struct session *session);
const char *session_client(const struct session *session); /* "IP:port" */

/* Counts one request. */
void session_count_request(struct session *session);

/*
 * The live secure connections, newest first, as a JSON array: each with an id
 * that no other has or had. The caller owns it. NULL when memory ran out.
 */
json_t *sessions_json(void);

#endif
