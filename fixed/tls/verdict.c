/* SPDX-License-Identifier: MIT */
/*
 * What GnuTLS found wrong with a certificate, as a reason and as an alert.
 */
#define _POSIX_C_SOURCE 200809L
#include "tls/verdict.h"

#include <sys/socket.h>

/* ---- Its name ------------------------------------------------------- */

static const struct metrics_reason reasons[HANDSHAKE_COUNT + 1] = {
    [HANDSHAKE_FULL] = {"full", "accepted"},
    [HANDSHAKE_RESUMED] = {"resumed", "accepted"},
    [HANDSHAKE_NO_CERTIFICATE] = {"no_certificate", "refused"},
    [HANDSHAKE_UNKNOWN_CA] = {"unknown_ca", "refused"},
    [HANDSHAKE_SELF_SIGNED] = {"self_signed", "refused"},
    [HANDSHAKE_EXPIRED] = {"expired", "refused"},
    [HANDSHAKE_NOT_YET_VALID] = {"not_yet_valid", "refused"},
    [HANDSHAKE_WRONG_PURPOSE] = {"wrong_purpose", "refused"},
    [HANDSHAKE_REVOKED] = {"revoked", "refused"},
    [HANDSHAKE_SIGNER_NOT_CA] = {"signer_not_ca", "refused"},
    [HANDSHAKE_WEAK] = {"weak", "refused"},
    [HANDSHAKE_STALE_CRL] = {"stale_crl", "refused"},
    [HANDSHAKE_NO_CRL] = {"no_crl", "refused"},
    [HANDSHAKE_CHAIN_TOO_LONG] = {"chain_too_long", "refused"},
    [HANDSHAKE_UNUSABLE_KEY] = {"unusable_key", "refused"},
    [HANDSHAKE_NOT_ALLOWED] = {"not_allowed", "refused"},
    [HANDSHAKE_BAD_CERTIFICATE] = {"bad_certificate", "refused"},
    [HANDSHAKE_MALFORMED_CERTIFICATE] = {"malformed_certificate", "refused"},
    [HANDSHAKE_BAD_SIGNATURE] = {"bad_signature", "refused"},
    [HANDSHAKE_OUT_OF_MEMORY] = {"out_of_memory", "refused"},
    [HANDSHAKE_TOO_LARGE] = {"too_large", "refused"},
    [HANDSHAKE_NO_COMMON_VERSION] = {"no_common_version", "refused"},
    [HANDSHAKE_NO_COMMON_CIPHER] = {"no_common_cipher", "refused"},
    [HANDSHAKE_NO_COMMON_PROTOCOL] = {"no_common_protocol", "refused"},
    [HANDSHAKE_PROTOCOL_ERROR] = {"protocol_error", "refused"},
    [HANDSHAKE_INCOMPLETE] = {"incomplete", "failed"},
    [HANDSHAKE_COUNT] = {NULL, NULL},
};

const char *verdict_name(enum handshake reason)
{
    return reasons[reason].reason;
}

const struct metrics_reason *verdict_reasons(void)
{
    return reasons;
}

/* ---- The verdict itself --------------------------------------------- */

enum handshake verdict_of(unsigned status, bool self_signed)
{
    if (status & GNUTLS_CERT_REVOKED)
        return HANDSHAKE_REVOKED;
    if (status & GNUTLS_CERT_SIGNER_NOT_CA)
        return HANDSHAKE_SIGNER_NOT_CA;
    if (status & GNUTLS_CERT_SIGNER_NOT_FOUND)
        return self_signed ? HANDSHAKE_SELF_SIGNED : HANDSHAKE_UNKNOWN_CA;
    if (status & GNUTLS_CERT_EXPIRED)
        return HANDSHAKE_EXPIRED;
    if (status & GNUTLS_CERT_NOT_ACTIVATED)
        return HANDSHAKE_NOT_YET_VALID;
    if (status & GNUTLS_CERT_INSECURE_ALGORITHM)
        return HANDSHAKE_WEAK;
    if (status & GNUTLS_CERT_PURPOSE_MISMATCH)
        return HANDSHAKE_WRONG_PURPOSE;
    return HANDSHAKE_BAD_CERTIFICATE;
}

enum handshake verdict_of_failure(int code)
{
    switch (code) {
    case GNUTLS_E_UNSUPPORTED_VERSION_PACKET:
        return HANDSHAKE_NO_COMMON_VERSION;
    case GNUTLS_E_NO_CIPHER_SUITES:
    case GNUTLS_E_NO_COMMON_KEY_SHARE:
    case GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM:
    case GNUTLS_E_INSUFFICIENT_SECURITY:
        return HANDSHAKE_NO_COMMON_CIPHER;
    case GNUTLS_E_NO_APPLICATION_PROTOCOL:
        return HANDSHAKE_NO_COMMON_PROTOCOL;
    case GNUTLS_E_HANDSHAKE_TOO_LARGE:
        return HANDSHAKE_TOO_LARGE;
    case GNUTLS_E_MEMORY_ERROR:
        return HANDSHAKE_OUT_OF_MEMORY;
    case GNUTLS_E_PREMATURE_TERMINATION:
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
        return HANDSHAKE_INCOMPLETE;
    default:
        return HANDSHAKE_PROTOCOL_ERROR;
    }
}

/* ---- The alert ------------------------------------------------------- */

/* 0 is none of these: for what is not named, bad_certificate. */
static const gnutls_alert_description_t alerts[HANDSHAKE_COUNT] = {
    [HANDSHAKE_UNKNOWN_CA] = GNUTLS_A_UNKNOWN_CA,
    [HANDSHAKE_SELF_SIGNED] = GNUTLS_A_UNKNOWN_CA,
    [HANDSHAKE_SIGNER_NOT_CA] = GNUTLS_A_UNKNOWN_CA,
    [HANDSHAKE_EXPIRED] = GNUTLS_A_CERTIFICATE_EXPIRED,
    [HANDSHAKE_NOT_YET_VALID] = GNUTLS_A_CERTIFICATE_EXPIRED,
    [HANDSHAKE_REVOKED] = GNUTLS_A_CERTIFICATE_REVOKED,
    [HANDSHAKE_WRONG_PURPOSE] = GNUTLS_A_UNSUPPORTED_CERTIFICATE,
    [HANDSHAKE_UNUSABLE_KEY] = GNUTLS_A_UNSUPPORTED_CERTIFICATE,
    [HANDSHAKE_NOT_ALLOWED] = GNUTLS_A_ACCESS_DENIED,
    [HANDSHAKE_BAD_SIGNATURE] = GNUTLS_A_DECRYPT_ERROR,
    [HANDSHAKE_OUT_OF_MEMORY] = GNUTLS_A_INTERNAL_ERROR,
    [HANDSHAKE_TOO_LARGE] = GNUTLS_A_ILLEGAL_PARAMETER,
    [HANDSHAKE_NO_COMMON_VERSION] = GNUTLS_A_PROTOCOL_VERSION,
    [HANDSHAKE_NO_COMMON_CIPHER] = GNUTLS_A_HANDSHAKE_FAILURE,
    [HANDSHAKE_NO_COMMON_PROTOCOL] = GNUTLS_A_NO_APPLICATION_PROTOCOL,
};

static gnutls_alert_description_t alert_of(gnutls_session_t tls,
                                           enum handshake reason)
{
    if (reason == HANDSHAKE_NO_CERTIFICATE)
        return gnutls_protocol_get_version(tls) == GNUTLS_TLS1_3
                   ? GNUTLS_A_CERTIFICATE_REQUIRED
                   : GNUTLS_A_HANDSHAKE_FAILURE;
    return alerts[reason] != 0 ? alerts[reason] : GNUTLS_A_BAD_CERTIFICATE;
}

/* Without it the client sees the bare end of the stream. */
void verdict_send_alert(gnutls_session_t tls, enum handshake reason)
{
    int from = -1;
    int to = -1;
    char unread[1024];

    /* The client may have gone already, and is refused all the same. */
    if (reason != HANDSHAKE_PROTOCOL_ERROR)
        (void)gnutls_alert_send(tls, GNUTLS_AL_FATAL, alert_of(tls, reason));
    /*
     * To close a socket with unread bytes in it resets the connection, and a
     * reset can overtake the alert: read what has come, up to a bound.
     */
    gnutls_transport_get_int2(tls, &from, &to);
    for (int i = 0; i < 64; i++) {
        if (recv(to, unread, sizeof unread, MSG_DONTWAIT) <= 0)
            break;
    }
}
