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

/*
 * What a handshake came to: its reason and result, as they are counted and
 * logged, and the alert for it (RFC 8446, section 6.2), if there is one.
 */
/* clang-format off */
#define HANDSHAKES(IS) \
    IS(FULL, full, accepted, BAD_CERTIFICATE) /* certificate verified */ \
    IS(RESUMED, resumed, accepted, BAD_CERTIFICATE) /* from a ticket */ \
    IS(NO_CERTIFICATE, no_certificate, refused, BAD_CERTIFICATE) \
    IS(UNKNOWN_CA, unknown_ca, refused, UNKNOWN_CA) \
    IS(SELF_SIGNED, self_signed, refused, UNKNOWN_CA) \
    IS(EXPIRED, expired, refused, CERTIFICATE_EXPIRED) \
    IS(NOT_YET_VALID, not_yet_valid, refused, CERTIFICATE_EXPIRED) \
    IS(WRONG_PURPOSE, wrong_purpose, refused, UNSUPPORTED_CERTIFICATE) \
    IS(REVOKED, revoked, refused, CERTIFICATE_REVOKED) \
    IS(SIGNER_NOT_CA, signer_not_ca, refused, UNKNOWN_CA) \
    IS(WEAK, weak, refused, BAD_CERTIFICATE) \
    IS(STALE_CRL, stale_crl, refused, BAD_CERTIFICATE) \
    IS(NO_CRL, no_crl, refused, BAD_CERTIFICATE) \
    IS(CHAIN_TOO_LONG, chain_too_long, refused, BAD_CERTIFICATE) \
    IS(UNUSABLE_KEY, unusable_key, refused, UNSUPPORTED_CERTIFICATE) \
    IS(NOT_ALLOWED, not_allowed, refused, ACCESS_DENIED) \
    /* any other fault in the chain: */ \
    IS(BAD_CERTIFICATE, bad_certificate, refused, BAD_CERTIFICATE) \
    IS(MALFORMED_CERTIFICATE, malformed_certificate, refused, \
       BAD_CERTIFICATE) /* could not even be parsed */ \
    IS(BAD_SIGNATURE, bad_signature, refused, DECRYPT_ERROR) \
    IS(OUT_OF_MEMORY, out_of_memory, refused, INTERNAL_ERROR) \
    IS(TOO_LARGE, too_large, refused, ILLEGAL_PARAMETER) \
    IS(NO_COMMON_VERSION, no_common_version, refused, PROTOCOL_VERSION) \
    /* nor group, nor kind of signature: */ \
    IS(NO_COMMON_CIPHER, no_common_cipher, refused, HANDSHAKE_FAILURE) \
    IS(NO_COMMON_PROTOCOL, no_common_protocol, refused, \
       NO_APPLICATION_PROTOCOL) \
    IS(PROTOCOL_ERROR, protocol_error, refused, BAD_CERTIFICATE) \
    /* the client left, or was too slow: */ \
    IS(INCOMPLETE, incomplete, failed, BAD_CERTIFICATE)
/* clang-format on */

#define HANDSHAKE_OF(name, reason, result, alert) HANDSHAKE_##name,
enum handshake { HANDSHAKES(HANDSHAKE_OF) HANDSHAKE_COUNT };

/* The reason as it stands in /metrics and in the log. Static text. */
const char *verdict_name(enum handshake reason);

/* All reasons with their results, by enum handshake, for metrics_start(). */
extern const struct metrics_reason verdict_reasons[];

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
