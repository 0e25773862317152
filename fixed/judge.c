/* SPDX-License-Identifier: MIT */
#include "judge.h"

#include <time.h>

#include "scope.h"
#include "tls/allow.h"
#include "tls/identity.h"
#include "tls/vcache.h"

/* ---- The path from a certificate to its CA ----------------------------- */

/*
 * A client may send more certificates than its path needs, such as an old root
 * that has expired, and it need not send the CA (RFC 5280, section 6): so the
 * path is asked for dates, not what was sent.
 */

/* More than GnuTLS takes in a chain, 16 and the CA. */
#define STEPS_MAX 32

/* A certificate, and what holds of its path up to the CA. */
struct step {
    gnutls_x509_crt_t crt;    /* GnuTLS's: not ours to free */
    time_t expiry;            /* when the first of it expires */
    const struct step *above; /* its issuer's, if that is not the CA */
    bool listed;              /* a list of its issuer does not revoke it */
};

/*
 * What on_step() has seen. GnuTLS hands it nothing of ours, but one
 * verification at a time is under way in a thread.
 */
static _Thread_local struct {
    struct step list[STEPS_MAX];
    size_t count;
} steps;

/* The last step of a certificate; NULL: it has none. */
static struct step *step_of(gnutls_x509_crt_t crt)
{
    for (size_t i = steps.count; i-- > 0;) {
        if (gnutls_x509_crt_equals(steps.list[i].crt, crt) != 0)
            return &steps.list[i];
    }
    return NULL;
}

/*
 * GnuTLS calls this from the CA's end down to the client's certificate, for
 * each whose signature holds. Some of them may lie beside the path: the last
 * is the client's, and leads up the path that counts. Then it comes for each
 * list that has been asked, without an issuer.
 */
static int on_step(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer,
                   gnutls_x509_crl_t crl, unsigned status)
{
    struct step step = {.crt = crt};
    struct step *asked = crl != NULL && status == 0 ? step_of(crt) : NULL;
    time_t above = 0;

    if (asked != NULL)
        asked->listed = true;
    if (status != 0 || issuer == NULL || steps.count == STEPS_MAX)
        return 0;
    step.expiry = gnutls_x509_crt_get_expiration_time(crt);
    step.above = step_of(issuer);
    above = step.above != NULL ? step.above->expiry
                               : gnutls_x509_crt_get_expiration_time(issuer);
    if (above < step.expiry)
        step.expiry = above;
    steps.list[steps.count++] = step;
    return 0;
}

/*
 * When the first certificate of the path expires, the CA's included. Without a
 * step the certificate stands in --ca itself.
 */
static time_t path_expiry(gnutls_session_t tls)
{
    scoped_crt gnutls_x509_crt_t crt = NULL;

    if (steps.count == STEPS_MAX)
        return 0; /* cannot be; if it is, nobody is let in for it */
    if (steps.count > 0)
        return steps.list[steps.count - 1].expiry;
    crt = identity_certificate(tls);
    return crt != NULL ? gnutls_x509_crt_get_expiration_time(crt) : 0;
}

/* Whether each below the CA has been looked for in a list. */
static bool path_listed(void)
{
    const struct step *step =
        steps.count > 0 ? &steps.list[steps.count - 1] : NULL;

    for (; step != NULL; step = step->above) {
        if (!step->listed)
            return false;
    }
    return true;
}

/* ---- The verdict -------------------------------------------------------- */

/*
 * Verifies it as that of a TLS client, against the credentials of the session:
 * path, dates, purpose, revocation. Returns HANDSHAKE_FULL, and until when the
 * path holds; or why it does not.
 */
static enum handshake verify_path(const struct tls_context *context,
                                  gnutls_session_t tls, bool self_signed,
                                  time_t *expiry)
{
    gnutls_typed_vdata_st purpose = {
        .type = GNUTLS_DT_KEY_PURPOSE_OID,
        .data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT,
    };
    unsigned status = 0;
    int code = 0;

    steps.count = 0;
    gnutls_session_set_verify_output_function(tls, on_step);
    code = gnutls_certificate_verify_peers(tls, &purpose, 1, &status);
    /* Success only says that it was judged: the status is the verdict. */
    if (code == GNUTLS_E_MEMORY_ERROR)
        return HANDSHAKE_OUT_OF_MEMORY;
    if (code == GNUTLS_E_CONSTRAINT_ERROR)
        return HANDSHAKE_CHAIN_TOO_LONG;
    if (code < 0)
        return HANDSHAKE_MALFORMED_CERTIFICATE;
    if (status != 0)
        return verdict_of(status, self_signed);
    if (tls_lists_all(context) && !path_listed())
        return HANDSHAKE_NO_CRL;
    *expiry = path_expiry(tls);
    return HANDSHAKE_FULL;
}

/* The same, if it is not known. `now` is before whatever is looked at. */
static enum handshake verify(const struct tls_context *context,
                             gnutls_session_t tls, bool self_signed,
                             time_t *expiry)
{
    struct vcache *verified = tls_verified(context);
    time_t now = time(NULL);
    struct vcache_key key;
    bool kept = vcache_key(tls, &key);
    enum handshake verdict = HANDSHAKE_FULL;

    if (kept && vcache_find(verified, &key, now, expiry))
        return HANDSHAKE_FULL;
    verdict = verify_path(context, tls, self_signed, expiry);
    if (kept && verdict == HANDSHAKE_FULL)
        vcache_add(verified, &key, now, *expiry);
    return verdict;
}

enum handshake judge(struct session *session, gnutls_session_t tls,
                     gnutls_x509_crt_t crt, bool self_signed)
{
    const struct tls_context *context = session_context(session);
    enum handshake verdict = HANDSHAKE_FULL;
    struct identity identity;
    time_t expiry = 0;

    if (gnutls_certificate_get_peers(tls, NULL) == NULL)
        return HANDSHAKE_NO_CERTIFICATE;
    if (tls_crl_due(context))
        return HANDSHAKE_STALE_CRL;
    verdict = verify(context, tls, self_signed, &expiry);
    if (verdict != HANDSHAKE_FULL)
        return verdict;
    if (crt == NULL)
        return HANDSHAKE_OUT_OF_MEMORY;
    session_set_roles(session, allow_roles(crt, NULL));
    if (session_roles(session) == 0)
        return HANDSHAKE_NOT_ALLOWED;
    session_set_expiry(session, expiry);
    identity_of(crt, &identity);
    session_set_identity(session, &identity);
    return HANDSHAKE_FULL;
}
