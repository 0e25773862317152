/* SPDX-License-Identifier: MIT */
/*
 * The certificate a client presents, judged in the handshake (RFC 5280
 * section 6, by GnuTLS) and again when a request comes.
 */
#define _POSIX_C_SOURCE 200809L
#include "peer.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <time.h>

#include "process/log.h"
#include "process/metrics.h"
#include "scope.h"
#include "tls/identity.h"
#include "tls/path.h"
#include "tls/verdict.h"

static bool client_required = true;

void peer_require(bool required)
{
    client_required = required;
}

/* ---- The report: what the log says of a certificate ------------------ */

struct report {
    char subject[256];
    char issuer[256];
    bool self_signed;
};

static struct report *report_new(gnutls_session_t tls)
{
    struct report *report = calloc(1, sizeof *report);
    scoped_crt gnutls_x509_crt_t crt = identity_certificate(tls);
    char text[256] = "";
    size_t size = sizeof text;

    if (report == NULL)
        return NULL;
    metrics_live(MODULE_PEER, 1);
    if (crt == NULL)
        return report;
    /* What is too long or absent stays empty: it is only for the log. */
    if (gnutls_x509_crt_get_dn(crt, text, &size) >= 0)
        log_clean(report->subject, sizeof report->subject, text);
    size = sizeof text;
    if (gnutls_x509_crt_get_issuer_dn(crt, text, &size) >= 0)
        log_clean(report->issuer, sizeof report->issuer, text);
    report->self_signed = gnutls_x509_crt_check_issuer(crt, crt) != 0;
    return report;
}

static void report_free(struct report *report)
{
    if (report == NULL)
        return;
    metrics_live(MODULE_PEER, -1);
    free(report);
}

static void report_cleanup(struct report **report)
{
    report_free(*report);
}

/* ---- The verdict ----------------------------------------------------- */

/* Path, dates, purpose and CRL, against the session's context. */
static enum handshake judge(struct session *session, gnutls_session_t tls,
                            bool self_signed)
{
    unsigned status = 0;
    time_t expiry = 0;
    int code = 0;

    if (gnutls_certificate_get_peers(tls, NULL) == NULL)
        return HANDSHAKE_NO_CERTIFICATE;
    if (tls_crl_due(session_context(session)))
        return HANDSHAKE_STALE_CRL;
    code = path_verify(tls, &status, &expiry);
    /* Success only says that it was judged: the status is the verdict. */
    if (code == GNUTLS_E_MEMORY_ERROR)
        return HANDSHAKE_OUT_OF_MEMORY;
    if (code < 0)
        return HANDSHAKE_MALFORMED_CERTIFICATE;
    if (status != 0)
        return verdict_of(status, self_signed);
    session_set_expiry(session, expiry);
    return HANDSHAKE_FULL;
}

/* ---- In the handshake ------------------------------------------------ */

static int refuse(struct session *session, gnutls_session_t tls,
                  enum handshake reason, const struct report *report)
{
    session_set_state(session, SESSION_REFUSED);
    metrics_handshake(verdict_name(reason));
    log_line(LOG_WARNING,
             "refused client=%s reason=%s subject=\"%s\" issuer=\"%s\"",
             session_client(session), verdict_name(reason),
             report != NULL ? report->subject : "",
             report != NULL ? report->issuer : "");
    verdict_send_alert(tls, reason);
    return GNUTLS_E_CERTIFICATE_ERROR;
}

/* GnuTLS calls this when a client has sent its certificate, or none. */
static int verify(gnutls_session_t tls)
{
    struct session *session = gnutls_db_get_ptr(tls);
    /*
     * Freed on every way out of this function. With a free before the last
     * return alone, each refused certificate leaves its report behind: a
     * leak that any stranger can feed.
     */
    SCOPED(report_cleanup) struct report *report = report_new(tls);
    enum handshake reason = HANDSHAKE_OUT_OF_MEMORY;

    if (report != NULL)
        reason = judge(session, tls, report->self_signed);
    if (reason != HANDSHAKE_FULL)
        return refuse(session, tls, reason, report);
    session_set_state(session, SESSION_VERIFIED);
    log_line(LOG_DEBUG, "verified client=%s subject=\"%s\"",
             session_client(session), report->subject);
    return 0;
}

/*
 * Whether verify() has said yes. That a handshake came to its end proves
 * nothing: after a TLS 1.2 hello in the format of SSLv2 (RFC 5246 appendix
 * E.2) GnuTLS takes a Finished without having called verify().
 */
static bool is_verified(const struct session *session)
{
    return session_state(session) == SESSION_VERIFIED ||
           session_state(session) == SESSION_VERIFIED_PROVING;
}

/*
 * The client's Finished has come. A ticket proves that its owner was verified
 * once; whether the path still holds is asked today.
 */
static int finish(struct session *session, gnutls_session_t tls)
{
    bool resumed = gnutls_session_is_resumed(tls) != 0;
    char name[IDENTITY_NAME_SIZE];

    if (client_required) {
        enum handshake reason = HANDSHAKE_NO_CERTIFICATE;

        if (resumed)
            reason = judge(session, tls, false);
        else if (is_verified(session))
            reason = HANDSHAKE_FULL;
        if (reason != HANDSHAKE_FULL)
            return refuse(session, tls, reason, NULL);
    }
    identity_name(tls, name);
    session_describe(
        session, name,
        gnutls_protocol_get_name(gnutls_protocol_get_version(tls)),
        gnutls_cipher_get_name(gnutls_cipher_get(tls)), resumed);
    session_set_state(session, SESSION_SECURE);
    metrics_handshake(
        verdict_name(resumed ? HANDSHAKE_RESUMED : HANDSHAKE_FULL));
    return 0;
}

/* GnuTLS calls this for each message of the handshake, either way. */
static int on_message(gnutls_session_t tls, unsigned type, unsigned when,
                      unsigned incoming, const gnutls_datum_t *message)
{
    struct session *session = gnutls_db_get_ptr(tls);

    (void)when;
    if (incoming && type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT &&
        !identity_readable(tls, message))
        session_set_state(session, SESSION_MALFORMED);
    if (incoming && type == GNUTLS_HANDSHAKE_CERTIFICATE_VERIFY &&
        session_state(session) != SESSION_MALFORMED)
        session_set_state(session, is_verified(session)
                                       ? SESSION_VERIFIED_PROVING
                                       : SESSION_PROVING);
    if (incoming && type == GNUTLS_HANDSHAKE_FINISHED)
        return finish(session, tls);
    return 0;
}

int peer_meet(struct session *session, gnutls_session_t tls)
{
    struct tls_context *context = tls_acquire();

    if (context == NULL)
        return GNUTLS_E_NO_CERTIFICATE_FOUND;
    session_set_context(session, context); /* which now owns the reference */
    /*
     * Our record travels in the pointer meant for a session database, which
     * this server has none of: gnutls_session_set_ptr is libmicrohttpd's.
     */
    gnutls_db_set_ptr(tls, session);
    gnutls_handshake_set_hook_function(tls, GNUTLS_HANDSHAKE_ANY,
                                       GNUTLS_HOOK_POST, on_message);
    if (client_required) {
        /*
         * REQUEST, not REQUIRE: GnuTLS then calls verify() for a client
         * without a certificate too, and verify() refuses it by name, with
         * the alert that says so. REQUIRE would refuse it in silence.
         */
        gnutls_certificate_server_set_request(tls, GNUTLS_CERT_REQUEST);
        gnutls_session_set_verify_function(tls, verify);
    }
    return tls_attach(context, tls);
}

void peer_leave(const struct session *session)
{
    enum handshake reason = HANDSHAKE_INCOMPLETE;

    if (session_state(session) == SESSION_SECURE ||
        session_state(session) == SESSION_REFUSED)
        return;
    /* GnuTLS could make nothing of the certificate, or of the proof. */
    if (session_state(session) == SESSION_MALFORMED)
        reason = HANDSHAKE_MALFORMED_CERTIFICATE;
    if (session_state(session) == SESSION_PROVING ||
        session_state(session) == SESSION_VERIFIED_PROVING)
        reason = HANDSHAKE_BAD_SIGNATURE;
    metrics_handshake(verdict_name(reason));
    log_line(LOG_INFO, "no handshake client=%s reason=%s",
             session_client(session), verdict_name(reason));
}

/* ---- When a request comes -------------------------------------------- */

const char *peer_check(struct session *session, gnutls_session_t tls)
{
    enum handshake verdict = HANDSHAKE_FULL;
    struct tls_context *context = NULL;

    if (!client_required)
        return NULL;
    if (session_state(session) != SESSION_SECURE)
        return verdict_name(HANDSHAKE_NO_CERTIFICATE);
    if (session_expiry(session) < time(NULL))
        return verdict_name(HANDSHAKE_EXPIRED);
    if (tls_is_current(session_context(session)))
        return tls_crl_due(session_context(session))
                   ? verdict_name(HANDSHAKE_STALE_CRL)
                   : NULL;
    /* The old context goes only after the new one is attached. */
    context = tls_acquire();
    if (context == NULL || tls_attach(context, tls) < 0) {
        tls_release(context);
        return verdict_name(HANDSHAKE_OUT_OF_MEMORY);
    }
    session_set_context(session, context);
    verdict = judge(session, tls, false);
    if (verdict == HANDSHAKE_FULL)
        return NULL;
    /* The next request on this connection is refused too. */
    session_set_state(session, SESSION_REFUSED);
    return verdict_name(verdict);
}
