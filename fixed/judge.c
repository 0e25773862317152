/* SPDX-License-Identifier: MIT */
/*
 * The verdict on a client's certificate.
 */
#define _POSIX_C_SOURCE 200809L
#include "judge.h"

#include <time.h>

#include "scope.h"
#include "tls/allow.h"
#include "tls/identity.h"
#include "tls/path.h"
#include "tls/vcache.h"

/* HANDSHAKE_FULL, and until when the path holds; or why it does not. */
static enum handshake verify_path(const struct tls_context *context,
                                  gnutls_session_t tls, bool self_signed,
                                  time_t *expiry)
{
    struct path path = {0};
    unsigned status = 0;
    int code = path_verify(tls, &status, &path);

    /* Success only says that it was judged: the status is the verdict. */
    if (code == GNUTLS_E_MEMORY_ERROR)
        return HANDSHAKE_OUT_OF_MEMORY;
    if (code == GNUTLS_E_CONSTRAINT_ERROR)
        return HANDSHAKE_CHAIN_TOO_LONG;
    if (code < 0)
        return HANDSHAKE_MALFORMED_CERTIFICATE;
    if (status != 0)
        return verdict_of(status, self_signed);
    if (tls_lists_all(context) && !path.listed)
        return HANDSHAKE_NO_CRL;
    *expiry = path.expiry;
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
                     bool self_signed)
{
    const struct tls_context *context = session_context(session);
    scoped_crt gnutls_x509_crt_t crt = NULL;
    enum handshake verdict = HANDSHAKE_FULL;
    time_t expiry = 0;

    if (gnutls_certificate_get_peers(tls, NULL) == NULL)
        return HANDSHAKE_NO_CERTIFICATE;
    if (tls_crl_due(context))
        return HANDSHAKE_STALE_CRL;
    verdict = verify(context, tls, self_signed, &expiry);
    if (verdict != HANDSHAKE_FULL)
        return verdict;
    crt = identity_certificate(tls);
    if (crt == NULL)
        return HANDSHAKE_OUT_OF_MEMORY;
    session_set_roles(session, allow_roles(crt));
    if (session_roles(session) == 0)
        return HANDSHAKE_NOT_ALLOWED;
    session_set_expiry(session, expiry);
    return HANDSHAKE_FULL;
}
