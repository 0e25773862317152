/* SPDX-License-Identifier: MIT */
/*
 * Whether a client may come in, as of now: by its certificate, the path from
 * there to a CA, and the rules of who is allowed.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <gnutls/x509.h>
#include <stdbool.h>

#include "sessions.h"
#include "tls/verdict.h"

/*
 * Judges the certificate of a session, full or resumed, against its context.
 * Returns HANDSHAKE_FULL, and notes in the record until when the path holds,
 * what the client may do and who it is; or the reason why not. `crt` is what
 * identity_certificate() has made of the session: the caller's, who needs it,
 * too, so that it is decoded once. `self_signed` is whether it has signed
 * itself, if that is known.
 */
enum handshake judge(struct session *session, gnutls_session_t tls,
                     gnutls_x509_crt_t crt, bool self_signed);

#endif
