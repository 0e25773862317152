/* SPDX-License-Identifier: MIT */
#include "tls/context.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process/files.h"
#include "scope.h"
#include "tls/pem.h"
#include "tls/vcache.h"

struct tls_context {
    unsigned references; /* under the mutex */
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t ticket_key;
    struct tls_dates dates;
    bool lists_all; /* each issuer must have a list */
    struct vcache *verified;
};

/* ---- Create and free ------------------------------------------------- */

static void tls_free(struct tls_context *context)
{
    if (context == NULL)
        return;
    if (context->credentials != NULL)
        gnutls_certificate_free_credentials(context->credentials);
    if (context->ticket_key.data != NULL)
        gnutls_memset(context->ticket_key.data, 0, context->ticket_key.size);
    gnutls_free(context->ticket_key.data);
    vcache_free(context->verified);
    free(context);
}

static struct tls_context *tls_new(void)
{
    struct tls_context *context = calloc(1, sizeof *context);

    if (context == NULL)
        return NULL;
    context->references = 1;
    context->verified = vcache_new();
    if (context->verified == NULL ||
        gnutls_certificate_allocate_credentials(&context->credentials) < 0 ||
        gnutls_session_ticket_key_generate(&context->ticket_key) < 0) {
        tls_free(context);
        return NULL;
    }
    return context;
}

/* ---- What the files must be ------------------------------------------ */

static int load_file(const char *option, const char *path,
                     gnutls_datum_t *datum, char *error)
{
    if (files_read(path, datum) == 0)
        return 0;
    (void)snprintf(error, TLS_ERROR_SIZE,
                   "cannot read %s %.200s: %s; check the path and its mode",
                   option, path, strerror(errno));
    return -1;
}

static int load_key(struct tls_context *context, const struct options *options,
                    char *error)
{
    SCOPED(files_wipe) gnutls_datum_t cert = {NULL, 0};
    SCOPED(files_wipe) gnutls_datum_t key = {NULL, 0};
    int code = 0;

    if (load_file("--cert", options->cert, &cert, error) < 0 ||
        load_file("--key", options->key, &key, error) < 0)
        return -1;
    code = pem_set_pair(context->credentials, &cert, &key);
    if (code >= 0)
        return 0;
    if (code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
        (void)snprintf(error, TLS_ERROR_SIZE,
                       "--key %.200s is not the key of --cert %.200s; give "
                       "the pair that was made together",
                       options->key, options->cert);
    else
        (void)snprintf(error, TLS_ERROR_SIZE,
                       "cannot use --cert %.160s with --key %.160s; both must "
                       "be PEM, the key not encrypted (%s)",
                       options->cert, options->key, gnutls_strerror(code));
    return -1;
}

static int load_ca(struct tls_context *context, const struct options *options,
                   char *error)
{
    SCOPED(files_wipe) gnutls_datum_t ca = {NULL, 0};
    int count = 0;

    if (load_file("--ca", options->ca, &ca, error) < 0)
        return -1;
    count = gnutls_certificate_set_x509_trust_mem(context->credentials, &ca,
                                                  GNUTLS_X509_FMT_PEM);
    if (count > 0)
        return 0;
    (void)snprintf(
        error, TLS_ERROR_SIZE,
        "--ca %.200s holds no certificate that can be used; give "
        "the PEM file of the clients' CA (%s)",
        options->ca,
        gnutls_strerror(count < 0 ? count : GNUTLS_E_NO_CERTIFICATE_FOUND));
    return -1;
}

static int load_crl(struct tls_context *context, const struct options *options,
                    char *error)
{
    SCOPED(files_wipe) gnutls_datum_t crl = {NULL, 0};

    if (options->crl == NULL)
        return 0;
    if (load_file("--crl", options->crl, &crl, error) < 0)
        return -1;
    context->lists_all = !options->crl_partial;
    return pem_set_lists(context->credentials, &crl, options,
                         &context->dates.crl, error);
}

static int (*ticket_source)(gnutls_datum_t *key, char *error);

void tls_take_ticket_key(int (*source)(gnutls_datum_t *key, char *error))
{
    ticket_source = source;
}

struct tls_context *tls_load(const struct options *options,
                             char error[TLS_ERROR_SIZE])
{
    struct tls_context *context = tls_new();

    if (context == NULL) {
        (void)snprintf(error, TLS_ERROR_SIZE,
                       "out of memory for the TLS context");
        return NULL;
    }
    if (load_key(context, options, error) < 0 ||
        load_ca(context, options, error) < 0 ||
        load_crl(context, options, error) < 0 ||
        (ticket_source != NULL &&
         ticket_source(&context->ticket_key, error) < 0)) {
        tls_free(context);
        return NULL;
    }
    pem_look_at_dates(context->credentials, options, &context->dates, false);
    return context;
}

void tls_warn_of_dates(const struct tls_context *context,
                       const struct options *options)
{
    struct tls_dates dates = {0};

    pem_look_at_dates(context->credentials, options, &dates, true);
}

struct tls_dates tls_dates(const struct tls_context *context)
{
    return context->dates;
}

/* ---- The current context --------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct tls_context *) current;

void tls_install(struct tls_context *context)
{
    struct tls_context *before = NULL;

    (void)pthread_mutex_lock(&mutex); /* cannot fail: a plain, static mutex */
    before = atomic_exchange(&current, context);
    (void)pthread_mutex_unlock(&mutex);
    tls_release(before);
}

/* Under the lock: else a reload could free it before it is counted. */
struct tls_context *tls_acquire(void)
{
    struct tls_context *context = NULL;

    (void)pthread_mutex_lock(&mutex);
    context = atomic_load(&current);
    if (context != NULL)
        context->references++;
    (void)pthread_mutex_unlock(&mutex);
    return context;
}

void tls_release(struct tls_context *context)
{
    bool last = false;

    if (context == NULL)
        return;
    (void)pthread_mutex_lock(&mutex);
    last = --context->references == 0;
    (void)pthread_mutex_unlock(&mutex);
    if (last)
        tls_free(context);
}

bool tls_is_current(const struct tls_context *context)
{
    return atomic_load(&current) == context;
}

bool tls_crl_due(const struct tls_context *context)
{
    return context->dates.crl > 0 && context->dates.crl < time(NULL);
}

bool tls_lists_all(const struct tls_context *context)
{
    return context->lists_all;
}

struct vcache *tls_verified(const struct tls_context *context)
{
    return context->verified;
}

/* ---- Sessions -------------------------------------------------------- */

gnutls_session_t tls_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    return info != NULL ? (gnutls_session_t)info->tls_session : NULL;
}

int tls_attach(const struct tls_context *context, gnutls_session_t session)
{
    return gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
                                  context->credentials);
}

int tls_enable_tickets(const struct tls_context *context,
                       gnutls_session_t session)
{
    return gnutls_session_ticket_enable_server(session, &context->ticket_key);
}

int tls_no_certificate(gnutls_session_t session, const gnutls_datum_t *issuers,
                       int issuer_count,
                       const gnutls_pk_algorithm_t *algorithms,
                       int algorithm_count, gnutls_pcert_st **chain,
                       unsigned *chain_length, gnutls_privkey_t *key)
{
    (void)session, (void)issuers, (void)issuer_count, (void)algorithms;
    (void)algorithm_count, (void)chain, (void)chain_length, (void)key;
    return -1;
}
