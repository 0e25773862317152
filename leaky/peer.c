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

#include "judge.h"
#include "process/log.h"
#include "process/metrics.h"
#include "scope.h"
#include "tls/identity.h"
#include "tls/verdict.h"

static bool client_required = true;

void peer_require(bool required)
{
    client_required = required;
}

/* ---- The report: what the log says of a certificate ------------------ */

struct report {
    char subject[IDENTITY_NAME_SIZE];
    char issuer[IDENTITY_NAME_SIZE];
    char serial[IDENTITY_SERIAL_SIZE];
    bool self_signed;
};

static struct report *report_new(gnutls_x509_crt_t crt)
{
    struct report *report = calloc(1, sizeof *report);

    if (report == NULL)
        return NULL;
    metrics_live(MODULE_PEER, 1);
    if (crt == NULL)
        return report;
    identity_serial(crt, report->serial);
    identity_dn(crt, gnutls_x509_crt_get_dn2, report->subject);
    identity_dn(crt, gnutls_x509_crt_get_issuer_dn2, report->issuer);
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

/* ---- In the handshake ------------------------------------------------ */

static int refuse(struct session *session, gnutls_session_t tls,
                  enum handshake reason, const struct report *report)
{
    session_set_state(session, SESSION_REFUSED);
    metrics_handshake(verdict_name(reason));
    log_line(LOG_WARNING,
             "refused client=%s reason=%s subject=\"%s\" issuer=\"%s\" "
             "serial=%s",
             session_client(session), verdict_name(reason),
             report != NULL ? report->subject : "",
             report != NULL ? report->issuer : "",
             report != NULL ? report->serial : "");
    verdict_send_alert(tls, reason);
    return GNUTLS_E_CERTIFICATE_ERROR;
}

/* The same, of a client whose report nobody has made yet. */
static int refuse_anew(struct session *session, gnutls_session_t tls,
                       enum handshake reason)
{
    scoped_crt gnutls_x509_crt_t crt = identity_certificate(tls);
    struct report *report = report_new(crt);
    int refused = refuse(session, tls, reason, report);

    report_free(report);
    return refused;
}

/* GnuTLS calls this when a client has sent its certificate, or none. */
static int verify(gnutls_session_t tls)
{
    struct session *session = gnutls_db_get_ptr(tls);
    scoped_crt gnutls_x509_crt_t crt = identity_certificate(tls);
    struct report *report = report_new(crt);
    enum handshake reason = HANDSHAKE_OUT_OF_MEMORY;

    if (report != NULL)
        reason = judge(session, tls, crt, report->self_signed);
    if (reason != HANDSHAKE_FULL)
        return refuse(session, tls, reason, report);
    session_set_state(session, SESSION_VERIFIED);
    session_set_doubt(session, HANDSHAKE_INCOMPLETE);
    log_line(LOG_DEBUG, "verified client=%s subject=\"%s\"",
             session_client(session), report->subject);
    report_free(report);
    return 0;
}

/*
 * The client's Finished has come. A ticket proves that its owner was verified
 * once; whether the path still holds is asked today. A full handshake that
 * comes to its end proves nothing: after a TLS 1.2 hello in the format of
 * SSLv2 (RFC 5246 appendix E.2) GnuTLS takes a Finished without having called
 * verify().
 */
static int finish(struct session *session, gnutls_session_t tls)
{
    bool resumed = gnutls_session_is_resumed(tls) != 0;
    scoped_crt gnutls_x509_crt_t crt =
        resumed ? identity_certificate(tls) : NULL;

    if (client_required) {
        enum handshake reason = HANDSHAKE_NO_CERTIFICATE;

        if (resumed)
            reason = judge(session, tls, crt, false);
        else if (session_state(session) == SESSION_VERIFIED)
            reason = HANDSHAKE_FULL;
        if (reason != HANDSHAKE_FULL)
            return refuse_anew(session, tls, reason);
    }
    session_describe(
        session, gnutls_protocol_get_name(gnutls_protocol_get_version(tls)),
        gnutls_cipher_get_name(gnutls_cipher_get(tls)), resumed);
    session_set_state(session, SESSION_SECURE);
    budget_refill(session_budget(session));
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
    if (incoming && type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT) {
        session_set_doubt(session, identity_doubt(tls, message));
        /* At once: in TLS 1.3 its key would be used before it is judged. */
        if (session_doubt(session) != HANDSHAKE_INCOMPLETE)
            return refuse_anew(session, tls, session_doubt(session));
    }
    if (incoming && type == GNUTLS_HANDSHAKE_FINISHED)
        return finish(session, tls);
    return 0;
}

/* In the handshake or, of a client that was let in, later. */
static void cut_off(struct session *session, gnutls_session_t tls,
                    enum handshake reason)
{
    if (session_state(session) != SESSION_SECURE) {
        (void)refuse_anew(session, tls, reason);
        return;
    }
    session_set_state(session, SESSION_REFUSED);
    log_line(LOG_WARNING, "cut off client=%s peer=\"%s\" reason=%s",
             session_client(session), session_peer(session),
             verdict_name(reason));
    verdict_send_alert(tls, reason);
}

/* It has sent more than a client needs to, and asked for nothing. */
static void on_over_budget(gnutls_session_t tls)
{
    metrics_add(VALUE_OVER_BUDGET, 1);
    cut_off(gnutls_db_get_ptr(tls), tls, HANDSHAKE_TOO_LARGE);
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
    budget_begin(session_budget(session), tls, on_over_budget);
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

void peer_failed(gnutls_session_t tls, int code)
{
    struct session *session = gnutls_db_get_ptr(tls);
    enum handshake reason = verdict_of_failure(code);

    if (session_state(session) == SESSION_REFUSED)
        return;
    /* The client has left, in mid-record perhaps: peer_leave() tells. */
    if (reason == HANDSHAKE_INCOMPLETE || session_budget(session)->ended)
        return;
    if (reason == HANDSHAKE_PROTOCOL_ERROR)
        (void)gnutls_alert_send_appropriate(tls, code); /* it may be gone */
    cut_off(session, tls, reason);
}

void peer_leave(const struct session *session)
{
    if (session_state(session) == SESSION_SECURE ||
        session_state(session) == SESSION_REFUSED)
        return;
    metrics_handshake(verdict_name(HANDSHAKE_INCOMPLETE));
    log_line(LOG_INFO, "no handshake client=%s reason=%s",
             session_client(session), verdict_name(HANDSHAKE_INCOMPLETE));
}

/* ---- When a request comes -------------------------------------------- */

const char *peer_check(struct session *session, gnutls_session_t tls)
{
    scoped_crt gnutls_x509_crt_t crt = NULL;
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
    crt = identity_certificate(tls);
    verdict = judge(session, tls, crt, false);
    if (verdict == HANDSHAKE_FULL)
        return NULL;
    /* The next request on this connection is refused too. */
    session_set_state(session, SESSION_REFUSED);
    return verdict_name(verdict);
}
