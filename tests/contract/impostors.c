/* SPDX-License-Identifier: MIT */
/*
 * Contract: who cannot even prove what it claims. Bytes that are no
 * certificate, a certificate without its key, versions and ciphers of old.
 */
#include <string.h>

#include "support.h"

static const char *const versions[] = {TLS_1_2, TLS_1_3};
#define VERSIONS (sizeof versions / sizeof *versions)

/* Whether a client with the right certificate gets in by these priorities. */
static bool gets_in(const struct service *server, const char *priorities)
{
    scoped_tls struct tls_client *client =
        tls_open(server, &(struct tls_setup){.certificate = "sensor-1",
                                             .priorities = priorities});

    return tls_refusal(client) == TLS_ACCEPTED;
}

SERVER_TEST(old_versions_of_tls_are_refused)
{
    assert_false(gets_in(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.1"));
    assert_false(gets_in(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.0"));
    wait_until(handshakes(*state, "incomplete") == 2);
}

/* Static RSA, finite-field DH, CBC: RFC 9325, sections 4.1 and 4.2. */
SERVER_TEST(old_ciphers_are_refused)
{
    assert_false(gets_in(*state, TLS_1_2 ":-KX-ALL:+RSA"));
    assert_false(gets_in(*state, TLS_1_2 ":-KX-ALL:+DHE-RSA"));
    assert_false(
        gets_in(*state, TLS_1_2 ":-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC"));
    wait_until(handshakes(*state, "incomplete") == 3);
}

/* What GnuTLS cannot parse is refused too, and has a reason of its own. */
SERVER_TEST(bytes_that_are_no_certificate_are_refused)
{
    static const char *const bytes[] = {"x", "no certificate at all",
                                        "\x30\x03\x02\x01\x01"};
    double seen = 0;

    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        for (size_t v = 0; v < VERSIONS; v++) {
            gnutls_datum_t der = {(unsigned char *)bytes[i],
                                  (unsigned)strlen(bytes[i])};
            scoped_tls struct tls_client *client = tls_open(
                *state,
                &(struct tls_setup){.der = &der, .priorities = versions[v]});

            assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
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
    for (size_t v = 0; v < VERSIONS; v++) {
        scoped_tls struct tls_client *client =
            tls_open(*state, &(struct tls_setup){.der = &der,
                                                 .priorities = versions[v]});

        assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
    }
    gnutls_free(der.data);
    gnutls_x509_crt_deinit(crt);
    wait_until(handshakes(*state, "bad_signature") == 2);
}

SUITE("contract/impostors")
