/* SPDX-License-Identifier: MIT */
/*
 * CAs and their lists, and dates that make no sense to serve with.
 */
#define _POSIX_C_SOURCE 200809L
#include "tls/trust.h"

#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "process/log.h"
#include "scope.h"
#include "tls/identity.h"

/* ---- Lists ----------------------------------------------------------- */

struct lists {
    gnutls_x509_crl_t *list;
    unsigned count;
};

static void free_lists(struct lists *lists)
{
    for (unsigned i = 0; i < lists->count; i++)
        gnutls_x509_crl_deinit(lists->list[i]);
    gnutls_free(lists->list);
}

static bool has_list(gnutls_x509_crt_t ca, const struct lists *lists)
{
    unsigned status = 0;

    for (unsigned i = 0; i < lists->count; i++) {
        if (gnutls_x509_crl_check_issuer(lists->list[i], ca) != 0 &&
            gnutls_x509_crl_verify(lists->list[i], &ca, 1, 0, &status) >= 0 &&
            status == 0)
            return true;
    }
    return false;
}

/* What is wrong with one of --ca, as its lists are; NULL: nothing. */
static const char *fault(gnutls_x509_crt_t crt, const struct lists *lists)
{
    if (gnutls_x509_crt_check_revocation(crt, lists->list,
                                         (int)lists->count) == 1)
        return "is revoked by a list of --crl; take it out of --ca";
    /* A client's own certificate may stand in --ca: it issues nothing. */
    if (gnutls_x509_crt_get_ca_status(crt, NULL) == 0 ||
        gnutls_x509_crt_get_expiration_time(crt) < time(NULL) ||
        has_list(crt, lists))
        return NULL;
    return "has no list in --crl, so none of its clients could be revoked; "
           "add its list, or say --crl-partial";
}

int trust_check_lists(gnutls_certificate_credentials_t credentials,
                      const gnutls_datum_t *crl, const struct options *options,
                      char *error, size_t size)
{
    SCOPED(free_lists) struct lists lists = {NULL, 0};
    gnutls_x509_trust_list_t trust = NULL;
    gnutls_x509_trust_list_iter_t next = NULL;
    gnutls_x509_crt_t crt = NULL;
    const char *wrong = NULL;

    if (options->crl_partial)
        return 0;
    if (gnutls_x509_crl_list_import2(&lists.list, &lists.count, crl,
                                     GNUTLS_X509_FMT_PEM, 0) < 0)
        wrong = "cannot be checked: out of memory";
    gnutls_certificate_get_trust_list(credentials, &trust);
    while (wrong == NULL &&
           gnutls_x509_trust_list_iter_get_ca(trust, &next, &crt) >= 0) {
        char name[IDENTITY_NAME_SIZE] = "";

        wrong = fault(crt, &lists);
        identity_dn(crt, gnutls_x509_crt_get_dn2, name);
        if (wrong != NULL)
            (void)snprintf(error, size, "--ca %.100s: %.150s %s", options->ca,
                           name, wrong);
        gnutls_x509_crt_deinit(crt);
    }
    gnutls_x509_trust_list_iter_deinit(next);
    return wrong == NULL ? 0 : -1;
}

/* ---- Dates ----------------------------------------------------------- */

static void warn(gnutls_x509_crt_t crt, const char *option, const char *path)
{
    time_t now = time(NULL);
    time_t end = gnutls_x509_crt_get_expiration_time(crt);
    char name[IDENTITY_NAME_SIZE] = "";
    char cleaned[256];
    const char *what = NULL;

    if (end < now)
        what = "has expired";
    else if (gnutls_x509_crt_get_activation_time(crt) > now)
        what = "is not valid yet";
    if (what == NULL)
        return;
    identity_dn(crt, gnutls_x509_crt_get_dn2, name);
    log_line(LOG_WARNING, "%s %s subject=\"%s\" %s", option,
             log_clean(cleaned, sizeof cleaned, path), name, what);
}

void trust_warn(gnutls_certificate_credentials_t credentials,
                const struct options *options)
{
    gnutls_x509_trust_list_t trust = NULL;
    gnutls_x509_trust_list_iter_t next = NULL;
    gnutls_x509_crt_t *chain = NULL;
    gnutls_x509_crt_t crt = NULL;
    unsigned length = 0;

    if (gnutls_certificate_get_x509_crt(credentials, 0, &chain, &length) < 0)
        length = 0;
    for (unsigned i = 0; i < length; i++) {
        warn(chain[i], "--cert", options->cert);
        gnutls_x509_crt_deinit(chain[i]);
    }
    gnutls_free(chain);
    gnutls_certificate_get_trust_list(credentials, &trust);
    while (gnutls_x509_trust_list_iter_get_ca(trust, &next, &crt) >= 0) {
        warn(crt, "--ca", options->ca);
        gnutls_x509_crt_deinit(crt);
    }
    gnutls_x509_trust_list_iter_deinit(next);
}
