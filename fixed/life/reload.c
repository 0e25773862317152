/* SPDX-License-Identifier: MIT */
#include "life/reload.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "listeners.h"
#include "process/log.h"

/* ---- The files ------------------------------------------------------- */

#define FILES_MAX 8

static const char *more[FILES_MAX];
static size_t more_count;

void reload_reads(const char *path)
{
    if (more_count < FILES_MAX)
        more[more_count++] = path;
}

const char *const *reload_files(const struct options *options)
{
    static const char *files[FILES_MAX + 5];
    size_t count = 0;

    files[count++] = options->cert;
    files[count++] = options->key;
    files[count++] = options->ca;
    if (options->crl != NULL)
        files[count++] = options->crl;
    for (size_t i = 0; i < more_count; i++)
        files[count++] = more[i];
    files[count] = NULL;
    return files;
}

/* ---- Dates ----------------------------------------------------------- */

static void install(struct tls_context *context, const struct options *options)
{
    const struct tls_dates dates = tls_dates(context);

    tls_warn_of_dates(context, options);
    metrics_set(VALUE_CERT_NOT_AFTER, (long)dates.cert);
    metrics_set(VALUE_CA_NOT_AFTER, (long)dates.ca);
    metrics_set(VALUE_CRL_NEXT_UPDATE, (long)dates.crl);
    metrics_set(VALUE_LAST_RELOAD, (long)time(NULL));
    tls_install(context);
}

static bool in_date(const struct tls_context *context,
                    const struct options *options, char error[TLS_ERROR_SIZE])
{
    const struct tls_dates dates = tls_dates(context);

    if (dates.cert_in_date && dates.ca_in_date)
        return true;
    (void)snprintf(error, TLS_ERROR_SIZE,
                   "%s %.200s has expired, or is not valid yet; renew it, or "
                   "check this machine's clock",
                   dates.cert_in_date ? "each CA of --ca" : "--cert",
                   dates.cert_in_date ? options->ca : options->cert);
    return false;
}

/* ---- Loading --------------------------------------------------------- */

int reload_first(const struct options *options, char error[TLS_ERROR_SIZE])
{
    struct tls_context *context = tls_load(options, error);

    if (context == NULL)
        return -1;
    install(context, options);
    return 0;
}

/* Why the last one failed; "": it did not. */
static char failure[TLS_ERROR_SIZE];

bool reload_failed(void)
{
    return failure[0] != '\0';
}

void reload_changed(void)
{
    failure[0] = '\0';
}

void reload_again(const struct options *options, bool asked)
{
    char error[TLS_ERROR_SIZE] = "";
    struct tls_context *context = NULL;

    if (options->plain)
        return;
    context = tls_load(options, error);
    if (context != NULL && !in_date(context, options, error)) {
        tls_release(context);
        context = NULL;
    }
    if (context != NULL) {
        install(context, options);
        listeners_trust_reloaded();
        log_line(LOG_INFO, "reloaded key, certificate, CA and CRL");
    } else if (asked || strcmp(error, failure) != 0) {
        metrics_add(VALUE_RELOADS_FAILED, 1);
        log_line(LOG_ERROR, "reload failed, the old files stay in force: %s",
                 error);
    }
    memcpy(failure, error, sizeof failure);
}
