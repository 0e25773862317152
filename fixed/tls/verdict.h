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
    HANDSHAKE_BAD_CERTIFICATE,       /* any other fault in the chain */
    HANDSHAKE_MALFORMED_CERTIFICATE, /* could not even be parsed */
    HANDSHAKE_BAD_SIGNATURE,         /* not the certificate's owner */
    HANDSHAKE_OUT_OF_MEMORY,
    HANDSHAKE_INCOMPLETE, /* the client left, was too slow, or no TLS */
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

/* Sends the fatal alert for `reason` (RFC 8446, section 6.2). */
void verdict_send_alert(gnutls_session_t tls, enum handshake reason);

#endif
