/* SPDX-License-Identifier: MIT */
#include "tls/identity.h"

#include <gnutls/abstract.h>
#include <stdio.h>
#include <string.h>

#include "process/log.h"
#include "scope.h"

gnutls_x509_crt_t identity_certificate(gnutls_session_t tls)
{
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls, &count);
    gnutls_x509_crt_t crt = NULL;

    if (chain == NULL || count == 0 || gnutls_x509_crt_init(&crt) < 0)
        return NULL;
    if (gnutls_x509_crt_import(crt, &chain[0], GNUTLS_X509_FMT_DER) < 0) {
        gnutls_x509_crt_deinit(crt);
        return NULL;
    }
    return crt;
}

/* ---- The message that brings it -------------------------------------- */

/* Takes a field with a length of `width` bytes before it off the front. */
static bool take(gnutls_datum_t *rest, unsigned width, gnutls_datum_t *field)
{
    unsigned size = 0;

    if (rest->size < width)
        return false;
    for (unsigned i = 0; i < width; i++)
        size = size << 8 | rest->data[i];
    if (rest->size - width < size)
        return false;
    *field = (gnutls_datum_t){rest->data + width, size};
    rest->data += width + size;
    rest->size -= width + size;
    return true;
}

/* README states these. In bytes, but for the first: */
#define KEY_BITS_MAX 8192
#define EXPONENT_MAX 8
/* To parse one takes time and memory by the square of the names in it. */
#define CERTIFICATE_MAX 10240
#define CERTIFICATES_MAX 24576 /* of the message with all of them */

/*
 * In TLS 1.3 GnuTLS uses a client's key, to verify that the client owns it,
 * before anybody asks who has signed the certificate. With a modulus and an
 * exponent of 4 KiB that takes seconds.
 */
static bool is_costly(gnutls_pubkey_t key)
{
    gnutls_datum_t modulus = {NULL, 0};
    gnutls_datum_t exponent = {NULL, 0};
    unsigned bits = 0;
    int code = 0;

    (void)gnutls_pubkey_get_pk_algorithm(key, &bits); /* of any kind */
    code = gnutls_pubkey_export_rsa_raw2(key, &modulus, &exponent,
                                         GNUTLS_EXPORT_FLAG_NO_LZ);
    gnutls_free(modulus.data);
    gnutls_free(exponent.data);
    return bits > KEY_BITS_MAX || exponent.size > EXPONENT_MAX ||
           (code < 0 && code != GNUTLS_E_INVALID_REQUEST); /* no RSA */
}

/*
 * Whether it can be parsed; in *usable, whether its key is of a known kind; and
 * *costly, whether it is not to be used.
 */
static bool is_certificate(const gnutls_datum_t *der, bool *usable,
                           bool *costly)
{
    scoped_crt gnutls_x509_crt_t crt = NULL;
    gnutls_pubkey_t key = NULL;

    if (gnutls_x509_crt_init(&crt) < 0 ||
        gnutls_x509_crt_import(crt, der, GNUTLS_X509_FMT_DER) < 0)
        return false;
    *usable = gnutls_pubkey_init(&key) >= 0 &&
              gnutls_pubkey_import_x509(key, crt, 0) >= 0;
    *costly = *usable && is_costly(key);
    gnutls_pubkey_deinit(key);
    return true;
}

enum handshake identity_doubt(gnutls_session_t tls,
                              const gnutls_datum_t *message)
{
    bool tls13 = gnutls_protocol_get_version(tls) == GNUTLS_TLS1_3;
    enum handshake doubt = HANDSHAKE_INCOMPLETE;
    gnutls_datum_t rest = *message;
    gnutls_datum_t field = {NULL, 0};
    gnutls_datum_t list = {NULL, 0};
    bool usable = false;
    bool costly = false;

    if (message->size > CERTIFICATES_MAX)
        return HANDSHAKE_TOO_LARGE;
    if ((tls13 && !take(&rest, 1, &field)) || !take(&rest, 3, &list))
        return HANDSHAKE_MALFORMED_CERTIFICATE;
    for (bool first = true; list.size > 0; first = false) {
        if (!take(&list, 3, &field))
            return HANDSHAKE_MALFORMED_CERTIFICATE;
        if (field.size > CERTIFICATE_MAX)
            return HANDSHAKE_TOO_LARGE;
        if (!is_certificate(&field, &usable, &costly))
            return HANDSHAKE_MALFORMED_CERTIFICATE;
        if (tls13 && !take(&list, 2, &field)) /* its extensions */
            return HANDSHAKE_MALFORMED_CERTIFICATE;
        if (costly || (first && !usable))
            doubt = HANDSHAKE_UNUSABLE_KEY;
    }
    return doubt;
}

/* ---- What it says ---------------------------------------------------- */

#define VALUE_MAX 4096 /* bytes: a longer one is not looked at */

static const struct {
    const char *kind;
    const char *oid; /* of the subject; or NULL, and then of this type: */
    int type;
} kinds[] = {
    {"cn", GNUTLS_OID_X520_COMMON_NAME, 0},
    {"uri", NULL, GNUTLS_SAN_URI},
    {"dns", NULL, GNUTLS_SAN_DNSNAME},
    {"email", NULL, GNUTLS_SAN_RFC822NAME},
    {"ou", GNUTLS_OID_X520_ORGANIZATIONAL_UNIT_NAME, 0},
};
#define NAMES 4 /* the first of them may stand for the whole certificate */

/* Not gnutls_x509_crt_get_dn_by_oid(): that escapes what it returns. */
static bool any_in_subject(gnutls_x509_crt_t crt, const char *oid,
                           identity_found *found, void *object)
{
    gnutls_x509_dn_t dn = NULL; /* the certificate's own */
    gnutls_x509_ava_st ava;

    if (gnutls_x509_crt_get_subject(crt, &dn) < 0)
        return false;
    for (int r = 0; gnutls_x509_dn_get_rdn_ava(dn, r, 0, &ava) >= 0; r++) {
        for (int a = 0; gnutls_x509_dn_get_rdn_ava(dn, r, a, &ava) >= 0; a++) {
            if (strncmp((const char *)ava.oid.data, oid, ava.oid.size) == 0 &&
                found(object, (const char *)ava.value.data, ava.value.size))
                return true;
        }
    }
    return false;
}

bool identity_any(gnutls_x509_crt_t crt, const char *kind,
                  identity_found *found, void *object)
{
    size_t k = 0;

    while (strcmp(kinds[k].kind, kind) != 0)
        k++;
    if (kinds[k].oid != NULL)
        return any_in_subject(crt, kinds[k].oid, found, object);
    for (unsigned i = 0;; i++) {
        char value[VALUE_MAX];
        size_t size = sizeof value;
        int type =
            gnutls_x509_crt_get_subject_alt_name(crt, i, value, &size, NULL);

        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            return false;
        if (type == kinds[k].type && found(object, value, size))
            return true;
    }
}

static bool take_name(void *object, const char *bytes, size_t size)
{
    struct identity *identity = object;

    (void)log_clean_bytes(identity->name, sizeof identity->name, bytes, size);
    return size > 0;
}

void identity_serial(gnutls_x509_crt_t crt, char text[IDENTITY_SERIAL_SIZE])
{
    unsigned char serial[IDENTITY_SERIAL_SIZE / 2] = {0};
    size_t size = sizeof serial;

    text[0] = '\0';
    if (gnutls_x509_crt_get_serial(crt, serial, &size) < 0)
        return; /* absurdly long */
    for (size_t i = 0; i < size; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", serial[i]);
}

void identity_of(gnutls_x509_crt_t crt, struct identity *identity)
{
    *identity = (struct identity){.kind = "none"};
    for (size_t k = 0; k < NAMES && identity->name[0] == '\0'; k++) {
        if (identity_any(crt, kinds[k].kind, take_name, identity))
            identity->kind = kinds[k].kind;
    }
    identity_serial(crt, identity->serial);
}

void identity_dn(gnutls_x509_crt_t crt,
                 int (*get)(gnutls_x509_crt_t, gnutls_datum_t *),
                 char name[IDENTITY_NAME_SIZE])
{
    gnutls_datum_t dn = {NULL, 0};

    if (get(crt, &dn) >= 0)
        (void)log_clean_bytes(name, IDENTITY_NAME_SIZE, dn.data, dn.size);
    gnutls_free(dn.data);
}
