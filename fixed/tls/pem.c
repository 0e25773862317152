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
    unsigned *status; /* of each, as GnuTLS verifies it; 0: it is good */
    unsigned count;
    unsigned given; /* so many belong to the credentials */
};

static void free_lists(struct lists *lists)
{
    for (unsigned i = lists->given; i < lists->count; i++)
        gnutls_x509_crl_deinit(lists->list[i]);
    gnutls_free(lists->list);
    gnutls_free(lists->status);
}

static int read_lists(const gnutls_datum_t *text, struct lists *lists)
{
    int code = gnutls_x509_crl_list_import2(&lists->list, &lists->count, text,
                                            GNUTLS_X509_FMT_PEM, 0);

    if (code < 0)
        return code;
    lists->status = gnutls_calloc(lists->count + 1, sizeof *lists->status);
    if (lists->status == NULL)
        return GNUTLS_E_MEMORY_ERROR;
    for (unsigned i = 0; i < lists->count; i++)
        lists->status[i] = GNUTLS_CERT_SIGNER_NOT_FOUND;
    return lists->count > 0 ? 0 : GNUTLS_E_NO_CERTIFICATE_FOUND;
}

/* Whether one of them is this CA's; notes how it was verified. */
static bool has_list(gnutls_x509_crt_t ca, struct lists *lists)
{
    bool has = false;

    for (unsigned i = 0; i < lists->count; i++) {
        unsigned status = 0;

        if (gnutls_x509_crl_check_issuer(lists->list[i], ca) == 0)
            continue;
        if (gnutls_x509_crl_verify(lists->list[i], &ca, 1, 0, &status) < 0)
            status = GNUTLS_CERT_INVALID;
        has |= status == 0;
        if (lists->status[i] != 0)
            lists->status[i] = status;
    }
    return has;
}

/* What is wrong with one of --ca, as its lists are; NULL: nothing. */
static const char *ca_fault(gnutls_x509_crt_t crt, struct lists *lists,
                            bool partial)
{
    bool has = has_list(crt, lists);

    if (gnutls_x509_crt_check_revocation(crt, lists->list,
                                         (int)lists->count) == 1)
        return "is revoked by a list of --crl; take it out of --ca";
    /* A client's own certificate may stand in --ca: it issues nothing. */
    if (has || partial || gnutls_x509_crt_get_ca_status(crt, NULL) == 0 ||
        gnutls_x509_crt_get_expiration_time(crt) < time(NULL))
        return NULL;
    return "has no list in --crl, so none of its clients could be revoked; "
           "add its list, or say --crl-partial";
}

static int check_cas(gnutls_x509_trust_list_t trust, struct lists *lists,
                     const struct options *options, char *error)
{
    gnutls_x509_trust_list_iter_t next = NULL;
    gnutls_x509_crt_t crt = NULL;
    int result = 0;

    while (gnutls_x509_trust_list_iter_get_ca(trust, &next, &crt) >= 0) {
        char name[IDENTITY_NAME_SIZE] = "";
        const char *fault = ca_fault(crt, lists, options->crl_partial);

        identity_dn(crt, gnutls_x509_crt_get_dn2, name);
        if (fault != NULL && result == 0) {
            (void)snprintf(error, TLS_ERROR_SIZE, "--ca %.100s: %.150s %s",
                           options->ca, name, fault);
            result = -1;
        }
        gnutls_x509_crt_deinit(crt);
    }
    gnutls_x509_trust_list_iter_deinit(next);
    return result;
}

static const char *list_fault(unsigned status, time_t next)
{
    if ((status & GNUTLS_CERT_REVOCATION_DATA_ISSUED_IN_FUTURE) != 0)
        return "begins in the future; check this machine's clock";
    if ((status & GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED) != 0)
        return "is overdue; give the next one";
    if ((status &
         (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNATURE_FAILURE)) != 0)
        return "is signed by no CA of --ca; give that CA, or another list";
    if (status != 0)
        return "cannot be verified: its CA may sign none, or has signed it by "
               "a weak algorithm";
    if (next <= 0) /* it would be in force for ever, and nobody would know */
        return "does not say when the next one is due (nextUpdate); make it "
               "with that date";
    return NULL;
}

/* What is wrong with the first bad one; NULL: nothing. When one is due. */
static const char *check_lists(const struct lists *lists, time_t *due)
{
    const char *fault = NULL;

    for (unsigned i = 0; i < lists->count && fault == NULL; i++) {
        time_t next = gnutls_x509_crl_get_next_update(lists->list[i]);

        fault = list_fault(lists->status[i], next);
        if (i == 0 || next < *due)
            *due = next;
    }
    return fault;
}

/* It takes a list, and says how many: none, if it has no memory for it. */
static int give_lists(gnutls_x509_trust_list_t trust, struct lists *lists)
{
    for (; lists->given < lists->count; lists->given++) {
        if (gnutls_x509_trust_list_add_crls(trust, &lists->list[lists->given],
                                            1, 0, 0) != 1)
            return GNUTLS_E_MEMORY_ERROR;
    }
    return 0;
}

/*
 * By default GnuTLS takes a list of any issuer, forged or overdue, and then
 * finds nobody in it: a server that revokes nobody and says nothing. If it is
 * told to verify them, it asks the first CA of that name alone, which may have
 * got a new key since; and of several lists of one CA it keeps the newest. So
 * they are verified here, and given one by one: each counts.
 */
int pem_set_lists(gnutls_certificate_credentials_t credentials,
                  const gnutls_datum_t *text, const struct options *options,
                  time_t *due, char error[TLS_ERROR_SIZE])
{
    SCOPED(free_lists) struct lists lists = {NULL, NULL, 0, 0};
    gnutls_x509_trust_list_t trust = NULL;
    const char *fault = NULL;
    int code = read_lists(text, &lists);

    if (code >= 0) {
        int result = 0;

        gnutls_certificate_get_trust_list(credentials, &trust);
        result = check_cas(trust, &lists, options, error);
        fault = check_lists(&lists, due);
        if (fault != NULL)
            (void)snprintf(error, TLS_ERROR_SIZE, "--crl %.200s: a list %s",
                           options->crl, fault);
        if (fault != NULL || result < 0)
            return -1;
        code = give_lists(trust, &lists);
    }
    if (code >= 0)
        return 0;
    (void)snprintf(error, TLS_ERROR_SIZE,
                   "cannot use --crl %.200s; give PEM lists of the CAs of "
                   "--ca (%s)",
                   options->crl, gnutls_strerror(code));
    return -1;
}

/* ---- Dates ----------------------------------------------------------- */

/* Returns whether it is in date; warns if it is not, and `warn`. */
static bool look_at(gnutls_x509_crt_t crt, const char *option,
                    const char *path, time_t *end, bool warn)
{
    time_t now = time(NULL);
    char name[IDENTITY_NAME_SIZE] = "";
    char cleaned[256];
    const char *what = NULL;

    *end = gnutls_x509_crt_get_expiration_time(crt);
    if (*end < now)
        what = "has expired";
    else if (gnutls_x509_crt_get_activation_time(crt) > now)
        what = "is not valid yet";
    if (what == NULL || !warn)
        return what == NULL;
    identity_dn(crt, gnutls_x509_crt_get_dn2, name);
    log_line(LOG_WARNING, "%s %s subject=\"%s\" %s", option,
             log_clean(cleaned, sizeof cleaned, path), name, what);
    return false;
}

void pem_look_at_dates(gnutls_certificate_credentials_t credentials,
                       const struct options *options, struct tls_dates *dates,
                       bool warn)
{
    gnutls_x509_trust_list_t trust = NULL;
    gnutls_x509_trust_list_iter_t next = NULL;
    gnutls_x509_crt_t *chain = NULL;
    gnutls_x509_crt_t crt = NULL;
    unsigned length = 0;
    time_t end = 0;

    if (gnutls_certificate_get_x509_crt(credentials, 0, &chain, &length) < 0)
        length = 0;
    for (unsigned i = 0; i < length; i++) {
        bool in_date = look_at(chain[i], "--cert", options->cert, &end, warn);

        if (i == 0) { /* the server's own */
            dates->cert = end;
            dates->cert_in_date = in_date;
        }
        gnutls_x509_crt_deinit(chain[i]);
    }
    gnutls_free(chain);
    gnutls_certificate_get_trust_list(credentials, &trust);
    while (gnutls_x509_trust_list_iter_get_ca(trust, &next, &crt) >= 0) {
        dates->ca_in_date |= look_at(crt, "--ca", options->ca, &end, warn);
        if (dates->ca == 0 || end < dates->ca)
            dates->ca = end;
        gnutls_x509_crt_deinit(crt);
    }
    gnutls_x509_trust_list_iter_deinit(next);
}
