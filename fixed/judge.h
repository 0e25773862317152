/* SPDX-License-Identifier: MIT */
/*
 * Whether a client may come in, as of now: by its certificate, the path from
 * there to a CA, and the rules of who is allowed.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "sessions.h"
#include "tls/verdict.h"

/*
 * Judges the certificate of a session, full or resumed, against its context.
 * Returns HANDSHAKE_FULL, and notes in the record until when the path holds
 * and what the client may do; or the reason why not. `self_signed` is whether
 * the certificate has signed itself, if that is known.
 */
enum handshake judge(struct session *session, gnutls_session_t tls,
                     bool self_signed);

#endif
