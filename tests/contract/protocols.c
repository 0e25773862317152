/* SPDX-License-Identifier: MIT */
/*
 * Contract: what a client offers in the handshake. This server speaks HTTP/1
 * (ALPN, RFC 7301), and signs and verifies with no SHA-1 (RFC 9155); who
 * offers nothing else is refused.
 */
#include <string.h>

#include "support.h"

/* A client that offers these, up to a NULL. */
static struct tls_client *offers(const struct service *server,
                                 const char *version, const char *const *names)
{
    struct tls_client *client =
        tls_open(server, &(struct tls_setup){.certificate = "sensor-1",
                                             .priorities = version});
    gnutls_datum_t offered[4];
    unsigned count = 0;

    for (; names[count] != NULL; count++) {
        offered[count].data = (unsigned char *)names[count];
        offered[count].size = (unsigned)strlen(names[count]);
    }
    assert_gnutls_ok(
        gnutls_alpn_set_protocols(tls_library(client), offered, count, 0));
    return client;
}

SERVER_TEST(who_speaks_http_1_is_let_in)
{
    static const char *const names[] = {"h2", "http/1.1", NULL};

    for (size_t i = 0; i < 2; i++) {
        scoped_tls struct tls_client *client =
            offers(*state, tls_versions[i], names);
        gnutls_datum_t chosen = {NULL, 0};

        assert_int_equal(tls_refusal(client), TLS_ACCEPTED);
        assert_gnutls_ok(
            gnutls_alpn_get_selected_protocol(tls_library(client), &chosen));
        assert_int_equal(chosen.size, strlen("http/1.1"));
    }
}

SERVER_TEST(who_speaks_another_protocol_alone_is_refused)
{
    static const char *const names[] = {"h2", "h3", NULL};

    for (size_t i = 0; i < 2; i++) {
        scoped_tls struct tls_client *client =
            offers(*state, tls_versions[i], names);

        assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
    }
}

#define SHA1_ALONE \
    "NORMAL:-VERS-ALL:+VERS-TLS1.2:-SIGN-ALL:+SIGN-ECDSA-SHA1:+SIGN-RSA-SHA1"

SERVER_TEST(who_signs_with_sha_1_alone_is_refused)
{
    scoped_tls struct tls_client *client =
        tls_open(*state, &(struct tls_setup){.certificate = "sensor-1",
                                             .priorities = SHA1_ALONE});

    assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
    wait_until(handshakes(*state, "no_common_cipher") == 1);
}

SUITE("contract/protocols")
