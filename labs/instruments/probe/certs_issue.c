/* SPDX-License-Identifier: MIT */
/*
 * Certificates and lists that are made on the spot.
 */
#include <gnutls/x509-ext.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs.h"
#include "certs_private.h"
#include "failure.h"

static gnutls_x509_privkey_t load_key(const char *name)
{
    gnutls_x509_privkey_t key = NULL;
    gnutls_datum_t pem = {NULL, 0};
    char path[PATH_SIZE];

    key_path(path, name);
    pem = read_pem(path);
    assert_gnutls_ok(gnutls_x509_privkey_init(&key));
    assert_gnutls_ok(
        gnutls_x509_privkey_import2(key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0));
    free(pem.data);
    return key;
}

gnutls_x509_crt_t cert_draft(gnutls_x509_privkey_t key, time_t expiry)
{
    static const unsigned char serial[] = {0x4b, 0x49, 0x54};
    gnutls_x509_crt_t crt = NULL;

    assert_gnutls_ok(gnutls_x509_crt_init(&crt));
    assert_gnutls_ok(gnutls_x509_crt_set_version(crt, 3));
    assert_gnutls_ok(gnutls_x509_crt_set_serial(crt, serial, sizeof serial));
    assert_gnutls_ok(
        gnutls_x509_crt_set_activation_time(crt, time(NULL) - 3600));
    assert_gnutls_ok(gnutls_x509_crt_set_expiration_time(crt, expiry));
    assert_gnutls_ok(gnutls_x509_crt_set_key(crt, key));
    return crt;
}

/* Signs it, frees it, and returns it in DER. */
static gnutls_datum_t finish(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer,
                             gnutls_x509_privkey_t key)
{
    gnutls_datum_t der = {NULL, 0};

    assert_gnutls_ok(
        gnutls_x509_crt_sign2(crt, issuer, key, GNUTLS_DIG_SHA256, 0));
    assert_gnutls_ok(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
    gnutls_x509_crt_deinit(crt);
    return der;
}

static void set_subject(gnutls_x509_crt_t crt, const struct cert_plan *plan)
{
    if (plan->ou != NULL)
        assert_gnutls_ok(gnutls_x509_crt_set_dn_by_oid(
            crt, GNUTLS_OID_X520_ORGANIZATIONAL_UNIT_NAME, 0, plan->ou,
            (unsigned)strlen(plan->ou)));
    if (plan->cn_size > 0)
        assert_gnutls_ok(
            gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0,
                                          plan->cn, (unsigned)plan->cn_size));
}

static void add_name(gnutls_subject_alt_names_t names,
                     gnutls_x509_subject_alt_name_t type, const char *name)
{
    if (name != NULL) {
        gnutls_datum_t text = {(void *)(intptr_t)name, (unsigned)strlen(name)};

        assert_gnutls_ok(
            gnutls_subject_alt_names_set(names, type, &text, NULL));
    }
}

/* Encoded at once: name by name, each would be encoded again for the next. */
static void set_names(gnutls_x509_crt_t crt, const struct cert_plan *plan)
{
    gnutls_subject_alt_names_t names = NULL;
    gnutls_datum_t der = {NULL, 0};
    char name[48];

    assert_gnutls_ok(gnutls_subject_alt_names_init(&names));
    add_name(names, GNUTLS_SAN_URI, plan->uri);
    add_name(names, GNUTLS_SAN_DNSNAME, plan->dns);
    add_name(names, GNUTLS_SAN_RFC822NAME, plan->email);
    for (unsigned i = 0; i < plan->more_names; i++) {
        (void)snprintf(name, sizeof name, "spiffe://kit.test/more/%07u", i);
        add_name(names, GNUTLS_SAN_URI, name);
    }
    if (plan->uri != NULL || plan->dns != NULL || plan->email != NULL ||
        plan->more_names > 0) {
        assert_gnutls_ok(
            gnutls_x509_ext_export_subject_alt_names(names, &der));
        assert_gnutls_ok(gnutls_x509_crt_set_extension_by_oid(
            crt, GNUTLS_X509EXT_OID_SAN, der.data, der.size, 0));
        gnutls_free(der.data);
    }
    gnutls_subject_alt_names_deinit(names);
}

#define BELOW_KEY "operator"

gnutls_datum_t ca_below(void)
{
    gnutls_x509_privkey_t ca_key = load_key("ca");
    gnutls_x509_privkey_t key = load_key(BELOW_KEY);
    gnutls_x509_crt_t ca = cert_load("ca");
    gnutls_x509_crt_t crt = cert_draft(key, time(NULL) + 86400);
    gnutls_datum_t der = {NULL, 0};

    assert_gnutls_ok(
        gnutls_x509_crt_set_dn(crt, "CN=mTLS Leak Kit CA below", NULL));
    assert_gnutls_ok(gnutls_x509_crt_set_basic_constraints(crt, 1, -1));
    assert_gnutls_ok(gnutls_x509_crt_set_key_usage(
        crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
    der = finish(crt, ca, ca_key);
    gnutls_x509_crt_deinit(ca);
    gnutls_x509_privkey_deinit(key);
    gnutls_x509_privkey_deinit(ca_key);
    return der;
}

static gnutls_x509_crt_t load_below(void)
{
    gnutls_datum_t der = ca_below();
    gnutls_x509_crt_t crt = NULL;

    assert_gnutls_ok(gnutls_x509_crt_init(&crt));
    assert_gnutls_ok(gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER));
    gnutls_free(der.data);
    return crt;
}

gnutls_datum_t cert_make(const struct cert_plan *plan)
{
    gnutls_x509_privkey_t ca_key = load_key(plan->below ? BELOW_KEY : "ca");
    gnutls_x509_privkey_t key = load_key("sensor-1");
    gnutls_x509_crt_t ca = plan->below ? load_below() : cert_load("ca");
    gnutls_x509_crt_t crt =
        cert_draft(key, plan->expiry != 0 ? plan->expiry : time(NULL) + 86400);
    gnutls_datum_t der = {NULL, 0};

    if (plan->serial != NULL)
        assert_gnutls_ok(gnutls_x509_crt_set_serial(crt, plan->serial,
                                                    strlen(plan->serial)));
    set_subject(crt, plan);
    set_names(crt, plan);
    assert_gnutls_ok(
        gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_CLIENT, 0));
    der = finish(crt, ca, ca_key);
    gnutls_x509_crt_deinit(ca);
    gnutls_x509_privkey_deinit(key);
    gnutls_x509_privkey_deinit(ca_key);
    return der;
}

gnutls_datum_t cert_issue(const void *name, size_t size, time_t expiry)
{
    return cert_make(
        &(struct cert_plan){.cn = name, .cn_size = size, .expiry = expiry});
}

gnutls_certificate_credentials_t cert_made(const void *name, size_t size,
                                           bool by_itself)
{
    static uint16_t last; /* so that no two have the same number */
    const uint16_t serial[20] = {0x4b4b, ++last};
    gnutls_certificate_credentials_t credentials = NULL;
    gnutls_x509_privkey_t key = load_key("sensor-1");
    gnutls_x509_privkey_t ca_key = by_itself ? NULL : load_key("ca");
    gnutls_x509_crt_t ca = by_itself ? NULL : cert_load("ca");
    gnutls_x509_crt_t crt = cert_draft(key, time(NULL) + 3600);

    assert_gnutls_ok(gnutls_x509_crt_set_serial(
        crt, serial, last % 3 == 0 ? sizeof serial : 2 * sizeof *serial));
    if (size > 0)
        assert_gnutls_ok(gnutls_x509_crt_set_dn_by_oid(
            crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)size));
    assert_gnutls_ok(
        gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_CLIENT, 0));
    assert_gnutls_ok(gnutls_x509_crt_sign2(crt, by_itself ? crt : ca,
                                           by_itself ? key : ca_key,
                                           GNUTLS_DIG_SHA256, 0));
    assert_gnutls_ok(gnutls_certificate_allocate_credentials(&credentials));
    assert_gnutls_ok(
        gnutls_certificate_set_x509_key(credentials, &crt, 1, key));
    gnutls_x509_crt_deinit(crt);
    gnutls_x509_privkey_deinit(key);
    if (!by_itself) {
        gnutls_x509_crt_deinit(ca);
        gnutls_x509_privkey_deinit(ca_key);
    }
    return credentials;
}

static gnutls_x509_crt_t draft_ca(gnutls_x509_crt_t kit,
                                  gnutls_x509_privkey_t key, time_t expiry)
{
    gnutls_x509_crt_t crt = cert_draft(key, expiry);
    gnutls_datum_t dn = {NULL, 0};

    assert_gnutls_ok(gnutls_x509_crt_get_dn3(kit, &dn, 0));
    assert_gnutls_ok(gnutls_x509_crt_set_dn(crt, (const char *)dn.data, NULL));
    assert_gnutls_ok(gnutls_x509_crt_set_basic_constraints(crt, 1, -1));
    assert_gnutls_ok(gnutls_x509_crt_set_key_usage(
        crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
    gnutls_free(dn.data);
    return crt;
}

gnutls_datum_t ca_issue(time_t expiry, bool crossed)
{
    gnutls_x509_privkey_t key = load_key("ca");
    gnutls_x509_privkey_t other = load_key("self-signed");
    gnutls_x509_crt_t issuer = cert_load(crossed ? "self-signed" : "ca");
    gnutls_x509_crt_t kit = cert_load("ca");
    gnutls_datum_t der =
        finish(draft_ca(kit, key, expiry), issuer, crossed ? other : key);

    gnutls_x509_crt_deinit(kit);
    gnutls_x509_crt_deinit(issuer);
    gnutls_x509_privkey_deinit(key);
    gnutls_x509_privkey_deinit(other);
    return der;
}

gnutls_datum_t ca_rekeyed(void)
{
    gnutls_x509_privkey_t key = load_key("self-signed");
    gnutls_x509_crt_t kit = cert_load("ca");
    gnutls_x509_crt_t crt = draft_ca(kit, key, time(NULL) + 86400);
    unsigned char id[64];
    size_t size = sizeof id;
    gnutls_datum_t der = {NULL, 0};

    /* By which it is told from the other one (RFC 5280, section 4.2.1.2). */
    assert_gnutls_ok(gnutls_x509_crt_get_key_id(crt, 0, id, &size));
    assert_gnutls_ok(gnutls_x509_crt_set_subject_key_id(crt, id, size));
    der = finish(crt, kit, key);
    gnutls_x509_crt_deinit(kit);
    gnutls_x509_privkey_deinit(key);
    return der;
}

void ca_write(const char *path, time_t expiry)
{
    gnutls_datum_t der = ca_issue(expiry, false), pem = {NULL, 0};

    assert_gnutls_ok(gnutls_pem_base64_encode2("CERTIFICATE", &der, &pem));
    write_file(path, pem.data, pem.size);
    gnutls_free(pem.data);
    gnutls_free(der.data);
}

static void write_crl(const char *path, gnutls_x509_crt_t ca, const char *name,
                      time_t this_update, time_t next_update)
{
    gnutls_x509_privkey_t key = load_key(name);
    gnutls_x509_crl_t crl = NULL;
    gnutls_datum_t pem = {NULL, 0};

    assert_gnutls_ok(gnutls_x509_crl_init(&crl));
    assert_gnutls_ok(gnutls_x509_crl_set_version(crl, 2));
    assert_gnutls_ok(gnutls_x509_crl_set_number(crl, "\x09", 1));
    assert_gnutls_ok(gnutls_x509_crl_set_this_update(crl, this_update));
    if (next_update != 0)
        assert_gnutls_ok(gnutls_x509_crl_set_next_update(crl, next_update));
    assert_gnutls_ok(
        gnutls_x509_crl_sign2(crl, ca, key, GNUTLS_DIG_SHA256, 0));
    assert_gnutls_ok(gnutls_x509_crl_export2(crl, GNUTLS_X509_FMT_PEM, &pem));
    write_file(path, pem.data, pem.size);
    gnutls_free(pem.data);
    gnutls_x509_crl_deinit(crl);
    gnutls_x509_privkey_deinit(key);
}

void crl_issue(const char *path, time_t next_update, bool forged)
{
    gnutls_x509_crt_t ca = cert_load("ca");

    /* Signing takes the issuer's name from the CA, the key from anywhere. */
    write_crl(path, ca, forged ? "self-signed" : "ca", time(NULL) - 86400,
              next_update);
    gnutls_x509_crt_deinit(ca);
}

void crl_begins(const char *path, time_t this_update)
{
    gnutls_x509_crt_t ca = cert_load("ca");

    write_crl(path, ca, "ca", this_update, this_update + 86400);
    gnutls_x509_crt_deinit(ca);
}

void crl_below(const char *path)
{
    gnutls_x509_crt_t ca = load_below();

    write_crl(path, ca, BELOW_KEY, time(NULL) - 86400, time(NULL) + 86400);
    gnutls_x509_crt_deinit(ca);
}
