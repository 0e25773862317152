/* SPDX-License-Identifier: MIT */
#include "tls/pem.h"

#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdio.h>

#include "process/log.h"
#include "scope.h"
#include "tls/identity.h"

/* ---- Key and certificates --------------------------------------------- */

struct pair {
    gnutls_x509_crt_t *chain;
    unsigned chain_length;
    gnutls_x509_privkey_t key;
};

static void free_pair(struct pair *pair)
{
    for (unsigned i = 0; i < pair->chain_length; i++)
        gnutls_x509_crt_deinit(pair->chain[i]);
    gnutls_free(pair->chain);
    gnutls_x509_privkey_deinit(pair->key); /* which overwrites it */
}

/*
 * Piece by piece: gnutls_certificate_set_x509_key_mem2 in one call loses
 * what it had imported when the file turns out to be damaged (seen in GnuTLS
 * 3.7.9), and a reload can meet damaged files for ever.
 */
int pem_set_pair(gnutls_certificate_credentials_t credentials,
                 const gnutls_datum_t *cert, const gnutls_datum_t *key)
{
    SCOPED(free_pair) struct pair pair = {NULL, 0, NULL};
    int code = gnutls_x509_crt_list_import2(&pair.chain, &pair.chain_length,
                                            cert, GNUTLS_X509_FMT_PEM, 0);

    if (code >= 0)
        code = gnutls_x509_privkey_init(&pair.key);
    if (code >= 0)
        code = gnutls_x509_privkey_import2(pair.key, key, GNUTLS_X509_FMT_PEM,
                                           NULL, 0);
    if (code >= 0) /* it takes copies, and checks that they match */
        code = gnutls_certificate_set_x509_key(
            credentials, pair.chain, (int)pair.chain_length, pair.key);
    return code;
}

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

static int read_lists(const gnutls_datum_t *crl, struct lists *lists)
{
    return gnutls_x509_crl_list_import2(&lists->list, &lists->count, crl,
                                        GNUTLS_X509_FMT_PEM, 0);
}

time_t pem_next_update(const gnutls_datum_t *crl)
{
    SCOPED(free_lists) struct lists lists = {NULL, 0};
    time_t first = 0;

    if (read_lists(crl, &lists) < 0)
        return 0;
    for (unsigned i = 0; i < lists.count; i++) {
        time_t next = gnutls_x509_crl_get_next_update(lists.list[i]);

        if (i == 0 || next < first)
            first = next;
    }
    return first;
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

int pem_check_lists(gnutls_certificate_credentials_t credentials,
                    const gnutls_datum_t *crl, const struct options *options,
                    char error[TLS_ERROR_SIZE])
{
    SCOPED(free_lists) struct lists lists = {NULL, 0};
    gnutls_x509_trust_list_t trust = NULL;
    gnutls_x509_trust_list_iter_t next = NULL;
    gnutls_x509_crt_t crt = NULL;
    const char *wrong = NULL;

    if (options->crl_partial)
        return 0;
    if (read_lists(crl, &lists) < 0)
        wrong = "cannot be checked: out of memory";
    gnutls_certificate_get_trust_list(credentials, &trust);
    while (wrong == NULL &&
           gnutls_x509_trust_list_iter_get_ca(trust, &next, &crt) >= 0) {
        char name[IDENTITY_NAME_SIZE] = "";

        wrong = fault(crt, &lists);
        identity_dn(crt, gnutls_x509_crt_get_dn2, name);
        if (wrong != NULL)
            (void)snprintf(error, TLS_ERROR_SIZE, "--ca %.100s: %.150s %s",
                           options->ca, name, wrong);
        gnutls_x509_crt_deinit(crt);
    }
    gnutls_x509_trust_list_iter_deinit(next);
    return wrong == NULL ? 0 : -1;
}

/* ---- Dates ----------------------------------------------------------- */

/* Warns of what is out of date. Returns when it expires. */
static time_t look_at(gnutls_x509_crt_t crt, const char *option,
                      const char *path)
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
        return end;
    identity_dn(crt, gnutls_x509_crt_get_dn2, name);
    log_line(LOG_WARNING, "%s %s subject=\"%s\" %s", option,
             log_clean(cleaned, sizeof cleaned, path), name, what);
    return end;
}

void pem_look_at_dates(gnutls_certificate_credentials_t credentials,
                       const struct options *options, struct tls_dates *dates)
{
    gnutls_x509_trust_list_t trust = NULL;
    gnutls_x509_trust_list_iter_t next = NULL;
    gnutls_x509_crt_t *chain = NULL;
    gnutls_x509_crt_t crt = NULL;
    unsigned length = 0;

    if (gnutls_certificate_get_x509_crt(credentials, 0, &chain, &length) < 0)
        length = 0;
    for (unsigned i = 0; i < length; i++) {
        time_t end = look_at(chain[i], "--cert", options->cert);

        if (i == 0) /* the server's own */
            dates->cert = end;
        gnutls_x509_crt_deinit(chain[i]);
    }
    gnutls_free(chain);
    gnutls_certificate_get_trust_list(credentials, &trust);
    while (gnutls_x509_trust_list_iter_get_ca(trust, &next, &crt) >= 0) {
        time_t end = look_at(crt, "--ca", options->ca);

        if (dates->ca_first == 0 || end < dates->ca_first)
            dates->ca_first = end;
        if (end > dates->ca_last)
            dates->ca_last = end;
        gnutls_x509_crt_deinit(crt);
    }
    gnutls_x509_trust_list_iter_deinit(next);
}
