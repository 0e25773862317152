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
    [HANDSHAKE_BAD_CERTIFICATE] = {"bad_certificate", "refused"},
    [HANDSHAKE_MALFORMED_CERTIFICATE] = {"malformed_certificate", "refused"},
    [HANDSHAKE_BAD_SIGNATURE] = {"bad_signature", "refused"},
    [HANDSHAKE_OUT_OF_MEMORY] = {"out_of_memory", "refused"},
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

/* Without it the client sees the bare end of the stream. */
void verdict_send_alert(gnutls_session_t tls, enum handshake reason)
{
    gnutls_alert_description_t alert = GNUTLS_A_BAD_CERTIFICATE;
    char unread[1024];

    if (reason == HANDSHAKE_NO_CERTIFICATE)
        alert = gnutls_protocol_get_version(tls) == GNUTLS_TLS1_3
                    ? GNUTLS_A_CERTIFICATE_REQUIRED
                    : GNUTLS_A_HANDSHAKE_FAILURE;
    else if (reason == HANDSHAKE_UNKNOWN_CA ||
             reason == HANDSHAKE_SELF_SIGNED ||
             reason == HANDSHAKE_SIGNER_NOT_CA)
        alert = GNUTLS_A_UNKNOWN_CA;
    else if (reason == HANDSHAKE_EXPIRED || reason == HANDSHAKE_NOT_YET_VALID)
        alert = GNUTLS_A_CERTIFICATE_EXPIRED;
    else if (reason == HANDSHAKE_REVOKED)
        alert = GNUTLS_A_CERTIFICATE_REVOKED;
    else if (reason == HANDSHAKE_WRONG_PURPOSE)
        alert = GNUTLS_A_UNSUPPORTED_CERTIFICATE;
    else if (reason == HANDSHAKE_OUT_OF_MEMORY)
        alert = GNUTLS_A_INTERNAL_ERROR;
    /* The client may have gone already, and is refused all the same. */
    (void)gnutls_alert_send(tls, GNUTLS_AL_FATAL, alert);
    /*
     * To close a socket with unread bytes in it resets the connection, and a
     * reset can overtake the alert: read what has come, up to a bound.
     */
    for (int i = 0; i < 64; i++) {
        if (recv(gnutls_transport_get_int(tls), unread, sizeof unread,
                 MSG_DONTWAIT) <= 0)
            break;
    }
}
