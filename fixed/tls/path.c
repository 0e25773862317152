/* SPDX-License-Identifier: MIT */
/*
 * The verified path of the client's certificate.
 */
#define _POSIX_C_SOURCE 200809L
#include "tls/path.h"

#include <gnutls/x509.h>

#include "scope.h"
#include "tls/identity.h"

/* More than GnuTLS takes in a chain, 16 and the CA. */
#define STEPS_MAX 32

/* A certificate, and when the first of its path up to the CA expires. */
struct step {
    gnutls_x509_crt_t crt; /* GnuTLS's: not ours to free */
    time_t expiry;
};

/*
 * What on_step() has seen. GnuTLS hands it nothing of ours, but one
 * verification at a time is under way in a thread.
 */
static _Thread_local struct {
    struct step list[STEPS_MAX];
    size_t count;
} steps;

/* That of the path above, if it has a step of its own, or of the CA. */
static time_t issuer_expiry(gnutls_x509_crt_t issuer)
{
    for (size_t i = steps.count; i-- > 0;) {
        if (gnutls_x509_crt_equals(steps.list[i].crt, issuer) != 0)
            return steps.list[i].expiry;
    }
    return gnutls_x509_crt_get_expiration_time(issuer);
}

/*
 * GnuTLS calls this from the CA's end down to the client's certificate, for
 * each whose signature holds. Some of them may lie beside the path: the last
 * is the client's, and leads up the path that counts.
 */
static int on_step(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer,
                   gnutls_x509_crl_t crl, unsigned status)
{
    struct step step = {crt, gnutls_x509_crt_get_expiration_time(crt)};
    time_t above = 0;

    (void)crl;
    if (status != 0 || issuer == NULL || steps.count == STEPS_MAX)
        return 0;
    above = issuer_expiry(issuer);
    if (above < step.expiry)
        step.expiry = above;
    steps.list[steps.count++] = step;
    return 0;
}

/* Without a step the certificate stands in --ca itself. */
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

int path_verify(gnutls_session_t tls, unsigned *status, time_t *expiry)
{
    gnutls_typed_vdata_st purpose = {
        .type = GNUTLS_DT_KEY_PURPOSE_OID,
        .data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT,
    };
    int code = 0;

    steps.count = 0;
    gnutls_session_set_verify_output_function(tls, on_step);
    code = gnutls_certificate_verify_peers(tls, &purpose, 1, status);
    *expiry = code >= 0 && *status == 0 ? path_expiry(tls) : 0;
    return code;
}
