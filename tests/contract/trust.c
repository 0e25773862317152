/* SPDX-License-Identifier: MIT */
/*
 * Contract: trust that changes while the server runs: SIGHUP with another
 * certificate, CA or revocation list. What was let in before is judged anew.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* ---- Another server certificate --------------------------------------- */

/* Whether a new connection is shown this certificate. */
static bool shows(const struct service *server, const char *name)
{
    scoped_tls struct tls_client *client = tls_connect(server, &tls_sensor);
    const gnutls_datum_t *seen =
        gnutls_certificate_get_peers(tls_library(client), NULL);
    gnutls_x509_crt_t crt = cert_load(name);
    gnutls_datum_t der = {NULL, 0};
    bool same = false;

    assert_gnutls_ok(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
    same = seen != NULL && seen->size == der.size &&
           memcmp(seen->data, der.data, der.size) == 0;
    gnutls_free(der.data);
    gnutls_x509_crt_deinit(crt);
    return same;
}

SERVER_TEST(a_new_certificate_is_shown_to_the_next_connection)
{
    struct service *server = *state;
    char key[PATH_SIZE];

    assert_true(shows(server, "server"));
    key_path(key, "server-2");
    service_replace(server, "server-key.pem", key);
    reload_with(server, "server.pem", "server-2");
    assert_true(shows(server, "server-2"));
}

SERVER_TEST(a_connection_from_before_a_reload_goes_on)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);

    assert_contains(service_reload(*state), "reloaded key");
    assert_int_equal(ask_status(client, GET("/healthz")), 200);
    if (service_is_per_request())
        return; /* one request is all that it has */
    assert_contains(service_reload(*state), "reloaded key");
    assert_int_equal(ask_status(client, GET("/healthz")), 200);
}

/* ---- Revoked since ----------------------------------------------------- */

SERVER_TEST(who_is_revoked_by_a_reload_is_refused_in_the_handshake)
{
    reload_with(*state, "crl.pem", "crl-sensor-1");
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_open(
            *state, &(struct tls_setup){.certificate = "sensor-1",
                                        .priorities = tls_versions[v]});

        assert_int_equal(tls_refusal(client), GNUTLS_A_CERTIFICATE_REVOKED);
    }
    assert_true(handshakes(*state, "revoked") == 2);
    assert_get(*state, "operator", "/healthz", 200);
}

/* Handshake before, request after: under either kind of server. */
SERVER_TEST(who_is_revoked_by_a_reload_is_forbidden_on_an_open_connection)
{
    scoped_tls struct tls_client *revoked = tls_connect(*state, &tls_sensor);
    scoped_tls struct tls_client *other =
        tls_connect(*state, &(struct tls_setup){.certificate = "operator"});

    reload_with(*state, "crl.pem", "crl-sensor-1");
    assert_int_equal(ask_status(revoked, GET("/whoami")), 403);
    (void)service_log_wait(*state, 0,
                           "warning refused request id=[0-9]+ .*"
                           "reason=revoked");
    tls_expect_end(revoked); /* and is closed */
    assert_int_equal(ask_status(other, GET("/whoami")), 200);
}

SERVER_TEST(who_is_revoked_by_a_reload_is_forbidden_on_a_kept_connection)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);

    assert_int_equal(ask_status(client, GET("/healthz")), 200);
    reload_with(*state, "crl.pem", "crl-sensor-1");
    if (service_is_per_request())
        tls_expect_end(client); /* it had its one request */
    else
        assert_int_equal(ask_status(client, GET("/healthz")), 403);
}

/* Without a list: ours would not be one of the new CA's. */
BARE_TEST(a_ca_that_is_replaced_is_trusted_no_more)
{
    struct service *server =
        service_start(&(struct service_setup){.without_crl = true});
    scoped_tls struct tls_client *before = tls_connect(server, &tls_sensor);
    struct tls_client *after = NULL;

    reload_with(server, "ca.pem", "other-ca");
    assert_int_equal(ask_status(before, GET("/healthz")), 403);
    after = tls_open(server, &tls_sensor);
    assert_int_equal(tls_refusal(after), GNUTLS_A_UNKNOWN_CA);
    tls_close(after);
    assert_get(server, "wrong-ca", "/healthz", 200);
}

/* ---- Tickets ----------------------------------------------------------- */

SERVER_TEST(a_ticket_from_before_a_reload_does_not_resume)
{
    for (size_t v = 0; v < 2; v++) {
        struct tls_setup setup = {.certificate = "sensor-1",
                                  .priorities = tls_versions[v]};
        struct tls_client *client = tls_connect(*state, &setup);
        gnutls_datum_t ticket = {NULL, 0};

        assert_int_equal(ask_status(client, GET("/whoami")), 200);
        ticket = tls_session(client);
        tls_close(client);
        assert_contains(service_reload(*state), "reloaded key");
        setup.resume = &ticket;
        client = tls_connect(*state, &setup);
        assert_int_equal(ask_status(client, GET("/whoami")), 200);
        assert_false(tls_resumed(client));
        tls_close(client);
        gnutls_free(ticket.data);
    }
    assert_true(handshakes(*state, "resumed") == 0);
}

SUITE("contract/trust")
