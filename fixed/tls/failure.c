/* SPDX-License-Identifier: MIT */
/*
 * In between libmicrohttpd and gnutls_handshake().
 */
/* RTLD_NEXT is an extension of glibc and the BSDs. */
#define _GNU_SOURCE
#include "tls/failure.h"

#include <dlfcn.h>
#include <pthread.h>

static failure_seen *seen;
static int (*real_handshake)(gnutls_session_t tls);

void failure_watch(failure_seen *failed)
{
    seen = failed;
}

static void find_real(void)
{
    /* The form that POSIX gives, see dlsym: ISO C has none. */
    *(void **)&real_handshake = dlsym(RTLD_NEXT, "gnutls_handshake");
}

int gnutls_handshake(gnutls_session_t tls)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int code = 0;

    (void)pthread_once(&once, find_real);
    if (real_handshake == NULL)
        return GNUTLS_E_INTERNAL_ERROR; /* cannot be: we are linked to it */
    code = real_handshake(tls);
    if (code < 0 && gnutls_error_is_fatal(code) && seen != NULL &&
        gnutls_db_get_ptr(tls) != NULL)
        seen(tls, code);
    return code;
}
