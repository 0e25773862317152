/* SPDX-License-Identifier: MIT */
/*
 * tls/identity and tls/whoami: what a certificate says (DER), whoever signed
 * it; and the same bytes as a message of the handshake.
 */
#include <string.h>

#include "fuzz.h"
#include "tls/allow.h"
#include "tls/identity.h"
/* The source: its way to a certificate leads through a session. */
/* NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "tls/whoami.c"

/* In the place of GnuTLS's own: there is no session to ask. */
static gnutls_protocol_t version;

gnutls_protocol_t gnutls_protocol_get_version(gnutls_session_t session)
{
    (void)session;
    return version;
}

static void is_text(const char *text, size_t size)
{
    const char *end = memchr(text, '\0', size);

    must(end != NULL);
    for (; text < end; text++)
        must(*text >= ' ' && *text <= '~');
}

static bool count_value(void *object, const char *bytes, size_t size)
{
    unsigned *sum = object;

    for (size_t i = 0; i < size; i++)
        *sum += (unsigned char)bytes[i]; /* all of them can be read */
    return false;
}

static void ask_names(gnutls_x509_crt_t crt)
{
    static const char *const kinds[] = {"cn", "ou", "uri", "dns", "email"};
    static volatile unsigned sink;
    unsigned sum = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        must(!identity_any(crt, kinds[i], count_value, &sum));
    sink = sum;
    (void)sink;
}

static void describe(gnutls_x509_crt_t crt)
{
    struct identity identity;
    char name[IDENTITY_NAME_SIZE] = "";
    json_t *body = certificate_json(crt);

    must(json_is_object(body) && json_object_size(body) == 6);
    json_decref(body);
    identity_of(crt, &identity);
    is_text(identity.name, sizeof identity.name);
    is_text(identity.serial, sizeof identity.serial);
    identity_dn(crt, gnutls_x509_crt_get_dn2, name);
    is_text(name, sizeof name);
    identity_dn(crt, gnutls_x509_crt_get_issuer_dn2, name);
    is_text(name, sizeof name);
    ask_names(crt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gnutls_datum_t der = {(unsigned char *)data, (unsigned)size};
    gnutls_x509_crt_t crt = NULL;

    version = size % 2 == 0 ? GNUTLS_TLS1_2 : GNUTLS_TLS1_3;
    (void)identity_doubt(NULL, &der);
    must(gnutls_x509_crt_init(&crt) >= 0);
    if (gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) >= 0)
        describe(crt);
    gnutls_x509_crt_deinit(crt);
    return 0;
}
