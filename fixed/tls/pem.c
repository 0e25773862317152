/* SPDX-License-Identifier: MIT */
/*
 * PEM texts of key, certificate and CRL, where one call of GnuTLS is not
 * enough.
 */
#define _POSIX_C_SOURCE 200809L
#include "tls/pem.h"

#include <gnutls/x509.h>

#include "scope.h"

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

struct pem_dates pem_expiry(const gnutls_datum_t *certificates)
{
    struct pem_dates dates = {0, 0, 0};
    gnutls_x509_crt_t *list = NULL;
    unsigned count = 0;

    if (gnutls_x509_crt_list_import2(&list, &count, certificates,
                                     GNUTLS_X509_FMT_PEM, 0) < 0)
        return dates;
    for (unsigned i = 0; i < count; i++) {
        time_t expiry = gnutls_x509_crt_get_expiration_time(list[i]);

        if (i == 0)
            dates = (struct pem_dates){expiry, expiry, expiry};
        if (expiry < dates.first)
            dates.first = expiry;
        if (expiry > dates.last)
            dates.last = expiry;
        gnutls_x509_crt_deinit(list[i]);
    }
    gnutls_free(list);
    return dates;
}

time_t pem_next_update(const gnutls_datum_t *crl)
{
    gnutls_x509_crl_t *lists = NULL;
    unsigned count = 0;
    time_t first = 0;

    if (gnutls_x509_crl_list_import2(&lists, &count, crl, GNUTLS_X509_FMT_PEM,
                                     0) < 0)
        return 0;
    for (unsigned i = 0; i < count; i++) {
        time_t next = gnutls_x509_crl_get_next_update(lists[i]);

        if (i == 0 || next < first)
            first = next;
        gnutls_x509_crl_deinit(lists[i]);
    }
    gnutls_free(lists);
    return first;
}
