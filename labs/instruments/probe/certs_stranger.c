/* SPDX-License-Identifier: MIT */
/*
 * Certificates that anybody can make, without the key of any CA: signed by
 * their own key, or by a CA that only calls itself as another one does.
 */
#include "certs.h"
#include "certs_private.h"
#include "failure.h"

#define DAYS 86400

struct pair {
    gnutls_x509_crt_t crt;
    gnutls_x509_privkey_t key;
};

static struct pair new_pair(const char *subject)
{
    struct pair pair = {NULL, NULL};

    assert_gnutls_ok(gnutls_x509_privkey_init(&pair.key));
    assert_gnutls_ok(gnutls_x509_privkey_generate(
        pair.key, GNUTLS_PK_ECDSA,
        GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
    pair.crt = cert_draft(pair.key, time(NULL) + 30L * DAYS);
    assert_gnutls_ok(gnutls_x509_crt_set_dn(pair.crt, subject, NULL));
    return pair;
}

static void free_pair(struct pair *pair)
{
    gnutls_x509_crt_deinit(pair->crt);
    gnutls_x509_privkey_deinit(pair->key);
}

static void sign_client(struct pair *pair, const struct pair *issuer)
{
    assert_gnutls_ok(gnutls_x509_crt_set_key_purpose_oid(
        pair->crt, GNUTLS_KP_TLS_WWW_CLIENT, 0));
    assert_gnutls_ok(gnutls_x509_crt_sign2(pair->crt, issuer->crt, issuer->key,
                                           GNUTLS_DIG_SHA256, 0));
}

/* By which a verifier finds the issuer, before it looks at a signature. */
static void set_key_ids(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
    unsigned char own[64], issuers[64];
    size_t own_size = sizeof own, issuers_size = sizeof issuers;

    assert_gnutls_ok(gnutls_x509_crt_get_key_id(crt, 0, own, &own_size));
    assert_gnutls_ok(
        gnutls_x509_crt_get_key_id(issuer, 0, issuers, &issuers_size));
    assert_gnutls_ok(gnutls_x509_crt_set_subject_key_id(crt, own, own_size));
    assert_gnutls_ok(
        gnutls_x509_crt_set_authority_key_id(crt, issuers, issuers_size));
}

static struct pair new_impostor(const char *subject, const char *issuer,
                                bool key_ids)
{
    struct pair ca = new_pair(issuer), pair = new_pair(subject);

    assert_gnutls_ok(gnutls_x509_crt_set_basic_constraints(ca.crt, 1, -1));
    if (key_ids) {
        set_key_ids(ca.crt, ca.crt);
        set_key_ids(pair.crt, ca.crt);
    }
    assert_gnutls_ok(
        gnutls_x509_crt_sign2(ca.crt, ca.crt, ca.key, GNUTLS_DIG_SHA256, 0));
    sign_client(&pair, &ca);
    free_pair(&ca);
    return pair;
}

/* ---- As credentials ---------------------------------------------------- */

static gnutls_certificate_credentials_t to_credentials(struct pair *pair)
{
    gnutls_certificate_credentials_t credentials = NULL;

    assert_gnutls_ok(gnutls_certificate_allocate_credentials(&credentials));
    assert_gnutls_ok(gnutls_certificate_set_x509_key(credentials, &pair->crt,
                                                     1, pair->key));
    free_pair(pair);
    return credentials;
}

gnutls_certificate_credentials_t self_signed_credentials(const char *subject)
{
    struct pair pair = new_pair(subject);

    sign_client(&pair, &pair);
    return to_credentials(&pair);
}

gnutls_certificate_credentials_t
impostor_credentials(const char *subject, const char *issuer, bool key_ids)
{
    struct pair pair = new_impostor(subject, issuer, key_ids);

    return to_credentials(&pair);
}

/* ---- As files ---------------------------------------------------------- */

static void write_pem(const char *folder, const char *name,
                      gnutls_datum_t *pem)
{
    char path[PATH_SIZE];

    join_path(path, folder, name);
    write_file(path, pem->data, pem->size);
    gnutls_free(pem->data);
}

void impostor_issue(const char *folder)
{
    gnutls_x509_crt_t original = cert_load("sensor-1");
    gnutls_datum_t subject = {NULL, 0}, issuer = {NULL, 0}, pem = {NULL, 0};
    struct pair pair = {NULL, NULL};

    assert_gnutls_ok(gnutls_x509_crt_get_dn3(original, &subject, 0));
    assert_gnutls_ok(gnutls_x509_crt_get_issuer_dn3(original, &issuer, 0));
    pair = new_impostor((char *)subject.data, (char *)issuer.data, false);
    assert_gnutls_ok(
        gnutls_x509_crt_export2(pair.crt, GNUTLS_X509_FMT_PEM, &pem));
    write_pem(folder, "wrong-ca.pem", &pem);
    assert_gnutls_ok(
        gnutls_x509_privkey_export2(pair.key, GNUTLS_X509_FMT_PEM, &pem));
    write_pem(folder, "wrong-ca-key.pem", &pem);
    free_pair(&pair);
    gnutls_free(subject.data);
    gnutls_free(issuer.data);
    gnutls_x509_crt_deinit(original);
}
