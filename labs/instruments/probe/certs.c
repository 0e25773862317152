/* SPDX-License-Identifier: MIT */
#include "certs.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "failure.h"

const char *certs_folder(void)
{
    const char *folder = getenv("MTLS_CERTS");

    return folder != NULL ? folder : "certs"; /* suite.c has checked it */
}

static void find(char path[PATH_SIZE], const char *name, const char *suffix)
{
    (void)snprintf(path, PATH_SIZE, "%s/%s%s", certs_folder(), name, suffix);
    if (access(path, F_OK) != 0)
        (void)snprintf(path, PATH_SIZE, "%s/unexpected/%s%s", certs_folder(),
                       name, suffix);
}

void cert_path(char path[PATH_SIZE], const char *name)
{
    find(path, name, ".pem");
}

void key_path(char path[PATH_SIZE], const char *name)
{
    find(path, name, "-key.pem");
}

gnutls_certificate_credentials_t cert_credentials(const char *name)
{
    gnutls_certificate_credentials_t credentials = NULL;
    char cert[PATH_SIZE];
    char key[PATH_SIZE];
    char ca[PATH_SIZE];

    cert_path(ca, "ca");
    assert_gnutls_ok(gnutls_certificate_allocate_credentials(&credentials));
    assert_gnutls_ok(gnutls_certificate_set_x509_trust_file(
        credentials, ca, GNUTLS_X509_FMT_PEM));
    if (name == NULL)
        return credentials;
    cert_path(cert, name);
    key_path(key, name);
    assert_gnutls_ok(gnutls_certificate_set_x509_key_file(
        credentials, cert, key, GNUTLS_X509_FMT_PEM));
    return credentials;
}

gnutls_datum_t read_pem(const char *path)
{
    size_t size = 0;
    char *text = read_file(path, &size);

    return (gnutls_datum_t){(unsigned char *)text, (unsigned)size};
}

gnutls_x509_crt_t cert_load(const char *name)
{
    gnutls_x509_crt_t crt = NULL;
    gnutls_datum_t pem = {NULL, 0};
    char path[PATH_SIZE];

    cert_path(path, name);
    pem = read_pem(path);
    assert_gnutls_ok(gnutls_x509_crt_init(&crt));
    assert_gnutls_ok(gnutls_x509_crt_import(crt, &pem, GNUTLS_X509_FMT_PEM));
    free(pem.data);
    return crt;
}
