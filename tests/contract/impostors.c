/* SPDX-License-Identifier: MIT */
/*
 * Contract: who cannot even prove what it claims. Bytes that are no
 * certificate, a certificate without its key, versions and ciphers of old.
 */
/* memmem is an extension of glibc and the BSDs. */
#define _GNU_SOURCE
#include <gnutls/abstract.h>
#include <string.h>
#include <time.h>

#include "support.h"

/* The alert for a client with the right certificate and these priorities. */
static int refusal(const struct service *server, const char *priorities)
{
    scoped_tls struct tls_client *client =
        tls_open(server, &(struct tls_setup){.certificate = "sensor-1",
                                             .priorities = priorities});

    return tls_refusal(client);
}

SERVER_TEST(old_versions_of_tls_are_refused)
{
    assert_int_equal(refusal(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.1"),
                     GNUTLS_A_PROTOCOL_VERSION);
    assert_int_equal(refusal(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.0"),
                     GNUTLS_A_PROTOCOL_VERSION);
    wait_until(handshakes(*state, "no_common_version") == 2);
}

/* Static RSA, finite-field DH, CBC: RFC 9325, sections 4.1 and 4.2. */
SERVER_TEST(old_ciphers_are_refused)
{
    static const char *const priorities[] = {
        TLS_1_2 ":-KX-ALL:+RSA",
        TLS_1_2 ":-KX-ALL:+DHE-RSA",
        TLS_1_2 ":-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC",
    };

    for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++)
        assert_int_equal(refusal(*state, priorities[i]),
                         GNUTLS_A_HANDSHAKE_FAILURE);
    wait_until(handshakes(*state, "no_common_cipher") == 3);
}

/* A group, a cipher of 1.3, a kind of signature that the server has not. */
SERVER_TEST(without_anything_in_common_there_is_a_reason)
{
    static const char *const priorities[] = {
        TLS_1_3 ":-GROUP-ALL:+GROUP-FFDHE2048",
        TLS_1_3 ":-CIPHER-ALL:+AES-128-CCM",
        TLS_1_2 ":-GROUP-ALL:+GROUP-SECP521R1",
        TLS_1_3 ":-SIGN-ALL:+SIGN-EDDSA-ED25519",
        TLS_1_2 ":-SIGN-ALL:+SIGN-EDDSA-ED25519",
    };

    for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++) {
        int alert = refusal(*state, priorities[i]);

        if (alert != GNUTLS_A_HANDSHAKE_FAILURE &&
            alert != GNUTLS_A_INSUFFICIENT_SECURITY)
            fail_because("%s: %d", priorities[i], alert);
        wait_until(handshakes(*state, "no_common_cipher") == (double)i + 1);
    }
}

/* What GnuTLS cannot parse is refused too, and has a reason of its own. */
SERVER_TEST(bytes_that_are_no_certificate_are_refused)
{
    static const char *const bytes[] = {"x", "no certificate at all",
                                        "\x30\x03\x02\x01\x01"};
    double seen = 0;

    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        for (size_t v = 0; v < 2; v++) {
            gnutls_datum_t der = {(unsigned char *)bytes[i],
                                  (unsigned)strlen(bytes[i])};
            scoped_tls struct tls_client *client = tls_open(
                *state, &(struct tls_setup){.der = &der,
                                            .priorities = tls_versions[v]});

            assert_int_equal(tls_refusal(client), GNUTLS_A_BAD_CERTIFICATE);
            seen++;
            wait_until(handshakes(*state, "malformed_certificate") == seen);
        }
    }
}

/* Our certificate, and a key that is not its own: no proof of possession. */
SERVER_TEST(a_stolen_certificate_without_its_key_is_refused)
{
    gnutls_x509_crt_t crt = cert_load("operator");
    gnutls_datum_t der = {NULL, 0};

    assert_gnutls_ok(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_open(
            *state,
            &(struct tls_setup){.der = &der, .priorities = tls_versions[v]});

        assert_int_equal(tls_refusal(client), GNUTLS_A_DECRYPT_ERROR);
    }
    gnutls_free(der.data);
    gnutls_x509_crt_deinit(crt);
    wait_until(handshakes(*state, "bad_signature") == 2);
}

/* Nor is it asked for one, if there is a reason to refuse before that. */
SERVER_TEST(what_cannot_be_parsed_is_refused_before_a_key_is_used)
{
    static const gnutls_datum_t junk = {(unsigned char *)"junk", 4};
    gnutls_x509_crt_t crt = cert_load("operator");
    gnutls_datum_t der = {NULL, 0};

    assert_gnutls_ok(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_open(
            *state, &(struct tls_setup){.der = &der,
                                        .issuer = &junk,
                                        .priorities = tls_versions[v]});

        assert_int_equal(tls_refusal(client), GNUTLS_A_BAD_CERTIFICATE);
    }
    gnutls_free(der.data);
    gnutls_x509_crt_deinit(crt);
    wait_until(handshakes(*state, "malformed_certificate") == 2);
}

/* GnuTLS follows no path of more than 16. */
SERVER_TEST(a_chain_without_an_end_is_refused_for_that)
{
    gnutls_datum_t issuer = ca_issue(time(NULL) + 3600, true);
    gnutls_datum_t der = cert_issue("chained", 7, time(NULL) + 3600);

    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_open(
            *state, &(struct tls_setup){.der = &der,
                                        .issuer = &issuer,
                                        .repeated = 60,
                                        .priorities = tls_versions[v]});

        assert_int_equal(tls_refusal(client), GNUTLS_A_BAD_CERTIFICATE);
        wait_until(handshakes(*state, "chain_too_long") == (double)v + 1);
    }
    gnutls_free(issuer.data);
    gnutls_free(der.data);
}

/* A certificate that can be parsed, for a key on a curve that nobody knows. */
SERVER_TEST(a_key_of_an_unknown_kind_is_refused_for_that)
{
    static const unsigned char p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48,
                                         0xce, 0x3d, 0x03, 0x01, 0x07};
    gnutls_datum_t der = cert_issue("odd", 3, time(NULL) + 3600);
    unsigned char *curve = memmem(der.data, der.size, p256, sizeof p256);

    assert_non_null(curve);
    curve[sizeof p256 - 1] = 0x7f;
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_open(
            *state,
            &(struct tls_setup){.der = &der, .priorities = tls_versions[v]});

        assert_int_equal(tls_refusal(client),
                         GNUTLS_A_UNSUPPORTED_CERTIFICATE);
        wait_until(handshakes(*state, "unusable_key") == (double)v + 1);
    }
    gnutls_free(der.data);
}

/* A certificate of nobody's, for an RSA key of so many bytes. */
static gnutls_datum_t huge_key(unsigned modulus, unsigned exponent)
{
    static unsigned char bytes[4096];
    gnutls_datum_t m = {bytes, modulus};
    gnutls_datum_t e = {bytes, exponent};
    gnutls_datum_t der = {NULL, 0};
    gnutls_x509_privkey_t signer = NULL;
    gnutls_x509_crt_t issuer = cert_load("operator"); /* or whoever */
    gnutls_x509_crt_t crt = NULL;
    gnutls_pubkey_t key = NULL;

    memset(bytes, 0x7f, sizeof bytes);
    assert_gnutls_ok(gnutls_pubkey_init(&key));
    assert_gnutls_ok(gnutls_pubkey_import_rsa_raw(key, &m, &e));
    assert_gnutls_ok(gnutls_x509_privkey_init(&signer));
    assert_gnutls_ok(gnutls_x509_privkey_generate(
        signer, GNUTLS_PK_ECDSA,
        GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
    assert_gnutls_ok(gnutls_x509_crt_init(&crt));
    assert_gnutls_ok(gnutls_x509_crt_set_version(crt, 3));
    assert_gnutls_ok(gnutls_x509_crt_set_pubkey(crt, key));
    assert_gnutls_ok(gnutls_x509_crt_set_serial(crt, "\x01", 1));
    assert_gnutls_ok(
        gnutls_x509_crt_set_activation_time(crt, time(NULL) - 3600));
    assert_gnutls_ok(
        gnutls_x509_crt_set_expiration_time(crt, time(NULL) + 3600));
    assert_gnutls_ok(
        gnutls_x509_crt_sign2(crt, issuer, signer, GNUTLS_DIG_SHA256, 0));
    assert_gnutls_ok(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
    gnutls_x509_crt_deinit(issuer);
    gnutls_x509_crt_deinit(crt);
    gnutls_x509_privkey_deinit(signer);
    gnutls_pubkey_deinit(key);
    return der;
}

/* In TLS 1.3 it would be, before anybody asks who has signed it. */
SERVER_TEST(a_key_that_takes_too_long_is_refused_before_it_is_used)
{
    static const unsigned sizes[][2] = {{1025, 3}, {256, 9}, {4096, 4096}};
    double seen = 0;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        gnutls_datum_t der = huge_key(sizes[i][0], sizes[i][1]);

        for (size_t v = 0; v < 2; v++) {
            scoped_tls struct tls_client *client = tls_open(
                *state, &(struct tls_setup){.der = &der,
                                            .priorities = tls_versions[v]});

            assert_int_equal(tls_refusal(client),
                             GNUTLS_A_UNSUPPORTED_CERTIFICATE);
            seen++;
            wait_until(handshakes(*state, "unusable_key") == seen);
        }
        gnutls_free(der.data);
    }
}

SUITE("contract/impostors")
