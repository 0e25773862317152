/* SPDX-License-Identifier: MIT */
/*
 * tls/allow: the text of a rule, held against a certificate of the kit.
 */
#include <string.h>

#include "app/access.h"
#include "fuzz.h"
/* The source: it forgets no rule, and here each is the first. */
/* NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "tls/allow.c"

static gnutls_x509_crt_t load(void)
{
    const char *path = getenv("MTLS_FUZZ_CERTIFICATE");
    gnutls_datum_t pem = {NULL, 0};
    gnutls_x509_crt_t crt = NULL;

    must(path != NULL && gnutls_load_file(path, &pem) >= 0);
    must(gnutls_x509_crt_init(&crt) >= 0);
    must(gnutls_x509_crt_import(crt, &pem, GNUTLS_X509_FMT_PEM) >= 0);
    gnutls_free(pem.data);
    return crt;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static gnutls_x509_crt_t crt;
    const char *fault = NULL;
    char *text = malloc(size + 1);

    must(text != NULL);
    if (crt == NULL)
        crt = load();
    memcpy(text, data, size);
    text[size] = '\0';
    count = 0;
    fault = allow_add(text, access_roles);
    if (fault != NULL) {
        must(fault[0] != '\0' && allow_roles(crt, NULL) == ALLOW_ALL);
    } else {
        must(rules[0].roles != 0);
        must((allow_roles(crt, NULL) & ~rules[0].roles) == 0);
        if (allow_roles(crt, "sensor-1") != 0)
            must(allow_roles(crt, NULL) == rules[0].roles);
    }
    free(text);
    return 0;
}
