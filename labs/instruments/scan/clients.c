/* SPDX-License-Identifier: MIT */
#include "clients.h"

#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probe/certs.h"
#include "probe/failure.h"

/* Those that take the key of the server's CA to make. */
static const struct {
    const char *name;
    enum kind_id kind;
} given[] = {
    {"expired", EXPIRED_LET_IN},
    {"not-yet-valid", NOT_YET_VALID_LET_IN},
    {"wrong-purpose", WRONG_PURPOSE_LET_IN},
    {"revoked", REVOKED_LET_IN},
    {"not-a-ca", NOT_A_CA_LET_IN},
    {"weak-key", WEAK_KEY_LET_IN},
};

#define GIVEN (sizeof given / sizeof *given)

/* ---- Files ------------------------------------------------------------- */

/* The first certificate in it; gnutls_x509_crt_deinit() it. */
static gnutls_x509_crt_t load(const char *path)
{
    gnutls_datum_t pem = {NULL, 0};
    gnutls_x509_crt_t crt = NULL;
    int code = gnutls_load_file(path, &pem);

    if (code < 0)
        fail_because("%s: cannot be read; is it there?", path);
    assert_gnutls_ok(gnutls_x509_crt_init(&crt));
    code = gnutls_x509_crt_import(crt, &pem, GNUTLS_X509_FMT_PEM);
    gnutls_free(pem.data);
    if (code < 0)
        fail_because("%s: no certificate in PEM: %s", path,
                     gnutls_strerror(code));
    return crt;
}

static void trust(const struct scan *scan,
                  gnutls_certificate_credentials_t credentials)
{
    int code = gnutls_certificate_set_x509_trust_file(
        credentials, scan->options->ca, GNUTLS_X509_FMT_PEM);

    if (code <= 0)
        fail_because("--ca %s: no certificate of a CA in PEM: %s",
                     scan->options->ca,
                     code < 0 ? gnutls_strerror(code) : "it is empty");
}

static gnutls_certificate_credentials_t load_pair(const char *cert,
                                                  const char *key)
{
    gnutls_certificate_credentials_t credentials = NULL;
    int code = 0;

    assert_gnutls_ok(gnutls_certificate_allocate_credentials(&credentials));
    code = gnutls_certificate_set_x509_key_file2(credentials, cert, key,
                                                 GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code < 0)
        fail_because("%s, %s: no certificate and its key in PEM: %s", cert,
                     key, gnutls_strerror(code));
    return credentials;
}

/* ---- Whether it is what its name says ---------------------------------- */

static bool has_purpose(gnutls_x509_crt_t crt)
{
    return gnutls_x509_crt_check_key_purpose(crt, GNUTLS_KP_TLS_WWW_CLIENT,
                                             0) != 0;
}

static bool is_weak(gnutls_x509_crt_t crt)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(crt, &bits);

    return algorithm >= 0 &&
           gnutls_pk_bits_to_sec_param((gnutls_pk_algorithm_t)algorithm,
                                       bits) < GNUTLS_SEC_PARAM_MEDIUM;
}

/* A good certificate that is let in would be a false finding. */
static void check_claim(enum kind_id kind, const char *name, const char *path)
{
    gnutls_x509_crt_t crt = load(path);
    const char *wrong = NULL;

    if (kind == EXPIRED_LET_IN &&
        gnutls_x509_crt_get_expiration_time(crt) >= time(NULL))
        wrong = "it has not expired";
    if (kind == NOT_YET_VALID_LET_IN &&
        gnutls_x509_crt_get_activation_time(crt) <= time(NULL))
        wrong = "its time has begun";
    if (kind == WRONG_PURPOSE_LET_IN && has_purpose(crt))
        wrong = "it is for clients, too";
    if (kind == WEAK_KEY_LET_IN && !is_weak(crt))
        wrong = "its key is not weak";
    gnutls_x509_crt_deinit(crt);
    if (wrong != NULL)
        fail_because("%s=%s: %s; give it by its right name", name, path,
                     wrong);
}

/* ---- The list ---------------------------------------------------------- */

static void add(struct scan *scan, const char *name, enum kind_id kind,
                gnutls_certificate_credentials_t credentials)
{
    trust(scan, credentials);
    scan->stranger[scan->strangers++] = (struct client){
        .name = name, .kind = kind, .credentials = credentials};
}

static void add_given(struct scan *scan, size_t i, const char *cert,
                      const char *key)
{
    check_claim(given[i].kind, given[i].name, cert);
    add(scan, given[i].name, given[i].kind, load_pair(cert, key));
}

/* NAME=CERT,KEY */
static void add_also(struct scan *scan, const char *also)
{
    char cert[PATH_SIZE];
    const char *files = strchr(also, '=');
    const char *key = files != NULL ? strchr(files, ',') : NULL;

    for (size_t i = 0; i < GIVEN && key != NULL; i++) {
        if (strlen(given[i].name) != (size_t)(files - also) ||
            strncmp(also, given[i].name, (size_t)(files - also)) != 0)
            continue;
        (void)snprintf(cert, sizeof cert, "%.*s", (int)(key - files - 1),
                       files + 1);
        add_given(scan, i, cert, key + 1);
        return;
    }
    fail_because("--also %s: must be NAME=CERT,KEY; --help has the names",
                 also);
}

static void add_folder(struct scan *scan, const char *folder)
{
    size_t before = scan->strangers;

    for (size_t i = 0; i < GIVEN; i++) {
        char file[64], cert[PATH_SIZE], key[PATH_SIZE];

        (void)snprintf(file, sizeof file, "%s.pem", given[i].name);
        join_path(cert, folder, file);
        (void)snprintf(file, sizeof file, "%s-key.pem", given[i].name);
        join_path(key, folder, file);
        if (access(cert, F_OK) == 0)
            add_given(scan, i, cert, key);
    }
    if (scan->strangers == before)
        fail_because("--bad %s: there is no expired.pem nor any other of "
                     "those that --help names",
                     folder);
}

/*
 * Names as the client's, else of one that the server's CA would sign. A server
 * that tells by the numbers of keys does not come as far as the signature.
 */
static void add_impostors(struct scan *scan)
{
    bool known = scan->options->cert != NULL;
    gnutls_x509_crt_t like =
        load(known ? scan->options->cert : scan->options->ca);
    gnutls_datum_t dn[2] = {{NULL, 0}, {NULL, 0}};
    const char *subject = "CN=scan", *issuer = NULL;

    assert_gnutls_ok(gnutls_x509_crt_get_dn3(like, &dn[0], 0));
    assert_gnutls_ok(gnutls_x509_crt_get_issuer_dn3(like, &dn[1], 0));
    issuer = (const char *)dn[known ? 1 : 0].data;
    if (known)
        subject = (const char *)dn[0].data;
    add(scan, "wrong-ca", WRONG_CA_LET_IN,
        impostor_credentials(subject, issuer, true));
    add(scan, "wrong-ca without key ids", WRONG_CA_LET_IN,
        impostor_credentials(subject, issuer, false));
    gnutls_free(dn[0].data);
    gnutls_free(dn[1].data);
    gnutls_x509_crt_deinit(like);
}

void clients_begin(struct scan *scan)
{
    const struct options *options = scan->options;
    gnutls_certificate_credentials_t none = NULL;

    if (options->cert != NULL) {
        scan->known = (struct client){
            .name = "the client of --cert",
            .credentials = load_pair(options->cert, options->key)};
        trust(scan, scan->known.credentials);
    }
    assert_gnutls_ok(gnutls_certificate_allocate_credentials(&none));
    add(scan, "none", NONE_LET_IN, none);
    add(scan, "self-signed", SELF_SIGNED_LET_IN,
        self_signed_credentials("CN=scan"));
    add_impostors(scan);
    for (size_t i = 0; i < options->also_count; i++)
        add_also(scan, options->also[i]);
    if (options->bad != NULL)
        add_folder(scan, options->bad);
}

void clients_end(struct scan *scan)
{
    if (scan->known.credentials != NULL)
        gnutls_certificate_free_credentials(scan->known.credentials);
    for (size_t i = 0; i < scan->strangers; i++)
        gnutls_certificate_free_credentials(scan->stranger[i].credentials);
}
