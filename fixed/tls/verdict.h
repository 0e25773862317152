/* SPDX-License-Identifier: MIT */
/*
 * What GnuTLS found wrong with a certificate, as a reason that is counted
 * and logged, and as the alert that its owner is told.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "process/metrics.h"

/* What a handshake came to. */
enum handshake {
    HANDSHAKE_FULL,    /* accepted, certificate verified */
    HANDSHAKE_RESUMED, /* accepted, from a ticket */
    HANDSHAKE_NO_CERTIFICATE,
    HANDSHAKE_UNKNOWN_CA,
    HANDSHAKE_SELF_SIGNED,
    HANDSHAKE_EXPIRED,
    HANDSHAKE_NOT_YET_VALID,
    HANDSHAKE_WRONG_PURPOSE,
    HANDSHAKE_REVOKED,
    HANDSHAKE_SIGNER_NOT_CA,
    HANDSHAKE_WEAK,
    HANDSHAKE_STALE_CRL,
    HANDSHAKE_NO_CRL, /* nobody knows whether it is revoked */
    HANDSHAKE_CHAIN_TOO_LONG,
    HANDSHAKE_UNUSABLE_KEY,          /* of a kind that GnuTLS has not */
    HANDSHAKE_NOT_ALLOWED,           /* good, but of no rule: tls/allow.h */
    HANDSHAKE_BAD_CERTIFICATE,       /* any other fault in the chain */
    HANDSHAKE_MALFORMED_CERTIFICATE, /* could not even be parsed */
    HANDSHAKE_BAD_SIGNATURE,         /* not the certificate's owner */
    HANDSHAKE_OUT_OF_MEMORY,
    HANDSHAKE_TOO_LARGE, /* what it sent: tls/budget.h */
    HANDSHAKE_NO_COMMON_VERSION,
    HANDSHAKE_NO_COMMON_CIPHER, /* nor group, nor kind of signature */
    HANDSHAKE_NO_COMMON_PROTOCOL,
    HANDSHAKE_PROTOCOL_ERROR, /* no TLS, or not as it must be */
    HANDSHAKE_INCOMPLETE,     /* the client left, or was too slow */
    HANDSHAKE_COUNT
};

/* The reason as it stands in /metrics and in the log. Static text. */
const char *verdict_name(enum handshake reason);

/* All reasons with their results, by enum handshake, for metrics_start(). */
const struct metrics_reason *verdict_reasons(void);

/*
 * The most telling of the faults in `status`, a set of the bits of
 * gnutls_certificate_status_t that is not empty. Without a known issuer it
 * depends on whether the certificate is its own.
 */
enum handshake verdict_of(unsigned status, bool self_signed);

/* What it means that gnutls_handshake() came back with that fatal code. */
enum handshake verdict_of_failure(int code);

/*
 * Sends the fatal alert for `reason` (RFC 8446, section 6.2); none for a
 * protocol error: gnutls_alert_send_appropriate() knows which.
 */
void verdict_send_alert(gnutls_session_t tls, enum handshake reason);

#endif
