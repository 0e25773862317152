/* SPDX-License-Identifier: MIT */
#include "tls/verdict.h"

#include <sys/socket.h>

#define REASON_OF(name, reason, result, alert) {#reason, #result},
#define ALERT_OF(name, reason, result, alert) GNUTLS_A_##alert,

const struct metrics_reason verdict_reasons[] = {
    HANDSHAKES(REASON_OF){NULL, NULL}};
static const gnutls_alert_description_t alerts[] = {HANDSHAKES(ALERT_OF)};

const char *verdict_name(enum handshake reason)
{
    return verdict_reasons[reason].reason;
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
    case GNUTLS_E_KEY_USAGE_VIOLATION: /* its key is not for signatures */
        return HANDSHAKE_WRONG_PURPOSE;
    case GNUTLS_E_PK_SIG_VERIFY_FAILED:
        return HANDSHAKE_BAD_SIGNATURE;
    case GNUTLS_E_MEMORY_ERROR:
        return HANDSHAKE_OUT_OF_MEMORY;
    case GNUTLS_E_PREMATURE_TERMINATION:
    case GNUTLS_E_SESSION_EOF:
    case GNUTLS_E_INVALID_SESSION: /* its end was seen before */
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
    case GNUTLS_E_FATAL_ALERT_RECEIVED:
        return HANDSHAKE_INCOMPLETE;
    default:
        return HANDSHAKE_PROTOCOL_ERROR;
    }
}

/* ---- The alert ------------------------------------------------------- */

static gnutls_alert_description_t alert_of(gnutls_session_t tls,
                                           enum handshake reason)
{
    if (reason == HANDSHAKE_NO_CERTIFICATE)
        return gnutls_protocol_get_version(tls) == GNUTLS_TLS1_3
                   ? GNUTLS_A_CERTIFICATE_REQUIRED
                   : GNUTLS_A_HANDSHAKE_FAILURE;
    return alerts[reason];
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
