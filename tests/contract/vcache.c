/* SPDX-License-Identifier: MIT */
/*
 * Contract: --verify-cache. A chain that was verified is not verified again,
 * and nobody is let in for that who would be refused without it. Dates that
 * pass are contract/dates', where all have been let in before, too; that it is
 * bounded is for unit/vcache, and for the trigger other-client of the leaks.
 */
#include <string.h>
#include <time.h>

#include "support.h"

static struct tls_client *come(const struct service *server,
                               const struct tls_setup *setup, size_t version)
{
    struct tls_setup with = *setup;

    with.priorities = tls_versions[version];
    return tls_open(server, &with);
}

/* It asks at once: tls_refusal() would wait whether it is refused. */
static void is_let_in(const struct service *server,
                      const struct tls_setup *setup, size_t version)
{
    scoped_tls struct tls_client *client = come(server, setup, version);

    assert_gnutls_ok(tls_handshake(client));
    assert_int_equal(ask_status(client, GET("/healthz")), 200);
}

static int refusal(const struct service *server, const struct tls_setup *setup,
                   size_t version)
{
    scoped_tls struct tls_client *client = come(server, setup, version);

    return tls_refusal(client);
}

static double saved(const struct service *server)
{
    return sample(server, "mtls_verifications_saved_total");
}

/* ---- It is a cache ------------------------------------------------------ */

/* The operator who asks for metrics is known from the first time on. */
SERVER_TEST(a_chain_that_comes_again_is_not_verified_again)
{
    double before = saved(*state);

    for (size_t i = 0; i < 4; i++)
        is_let_in(*state, &tls_sensor, i % 2);
    assert_true(saved(*state) == before + 3 + 1);
}

BARE_TEST(it_can_be_turned_off)
{
    static const char *const off[] = {"--verify-cache", "0", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = off});

    for (size_t i = 0; i < 3; i++)
        is_let_in(server, &tls_sensor, 1);
    assert_true(saved(server) == 0);
    assert_refuses(2, "--verify-cache", "--verify-cache", "3601");
}

SERVER_TEST(a_reload_of_the_same_files_forgets_all)
{
    double before = saved(*state);

    is_let_in(*state, &tls_sensor, 1);
    assert_contains(service_reload(*state), "reloaded key");
    is_let_in(*state, &tls_sensor, 1);
    assert_true(saved(*state) == before);
}

SERVER_TEST(who_is_refused_is_verified_each_time)
{
    double before = saved(*state);

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(
            refusal(*state, &(struct tls_setup){.certificate = "revoked"}, 1),
            GNUTLS_A_CERTIFICATE_REVOKED);
    assert_true(saved(*state) == before + 1); /* the operator */
}

/* ---- It never lets in whom a fresh verification would refuse ------------ */

SERVER_TEST(who_was_let_in_and_is_revoked_is_refused)
{
    char path[PATH_SIZE];

    for (size_t i = 0; i < 4; i++)
        is_let_in(*state, &tls_sensor, i % 2);
    cert_path(path, "crl-sensor-1");
    service_replace(*state, "crl.pem", path);
    assert_contains(service_reload(*state), "reloaded key");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(refusal(*state, &tls_sensor, i % 2),
                         GNUTLS_A_CERTIFICATE_REVOKED);
}

BARE_TEST(so_is_who_is_of_a_ca_that_is_trusted_no_more)
{
    struct service *server =
        service_start(&(struct service_setup){.without_crl = true});
    char path[PATH_SIZE];

    is_let_in(server, &tls_sensor, 1);
    cert_path(path, "other-ca"); /* of the same name */
    service_replace(server, "ca.pem", path);
    assert_contains(service_reload(server), "reloaded key");
    assert_int_equal(refusal(server, &tls_sensor, 1), GNUTLS_A_UNKNOWN_CA);
    is_let_in(server, &(struct tls_setup){.certificate = "wrong-ca"}, 1);
}

BARE_TEST(a_chain_that_is_known_is_of_no_rule_all_the_same)
{
    static const char *const rule[] = {"--allow", "cn:operator", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = rule});
    double before = saved(server);

    for (size_t i = 0; i < 2; i++)
        assert_int_equal(refusal(server, &tls_sensor, 1),
                         GNUTLS_A_ACCESS_DENIED);
    assert_true(saved(server) == before + 1 + 1); /* it was known */
}

/* Without the CA below, nobody knows who has signed the leaf. */
BARE_TEST(another_chain_with_the_same_leaf_is_another_chain)
{
    struct service *server =
        service_start(&(struct service_setup){.without_crl = true});
    gnutls_datum_t issuer = ca_below();
    gnutls_datum_t beside = cert_issue("beside", 6, time(NULL) + 3600);
    gnutls_datum_t der =
        cert_make(&(struct cert_plan){.cn = "b", .cn_size = 1, .below = true});
    const struct tls_setup whole = {.der = &der, .issuer = &issuer};
    const struct tls_setup bare = {.der = &der};
    const struct tls_setup other = {.der = &der, .issuer = &beside};

    for (size_t v = 0; v < 2; v++) {
        for (size_t i = 0; i < 2; i++)
            is_let_in(server, &whole, v);
        assert_int_equal(refusal(server, &bare, v), GNUTLS_A_UNKNOWN_CA);
        assert_int_equal(refusal(server, &other, v), GNUTLS_A_UNKNOWN_CA);
    }
    gnutls_free(issuer.data);
    gnutls_free(beside.data);
    gnutls_free(der.data);
}

/* The signature of CertificateVerify is GnuTLS's to check, in any case. */
SERVER_TEST(a_chain_that_is_known_is_of_no_use_without_its_key)
{
    gnutls_x509_crt_t crt = cert_load("operator");
    gnutls_datum_t der = {NULL, 0};

    assert_gnutls_ok(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
    is_let_in(*state, &(struct tls_setup){.certificate = "operator"}, 1);
    for (size_t v = 0; v < 2; v++)
        assert_int_equal(refusal(*state, &(struct tls_setup){.der = &der}, v),
                         GNUTLS_A_DECRYPT_ERROR);
    is_let_in(*state, &(struct tls_setup){.certificate = "operator"}, 1);
    gnutls_free(der.data);
    gnutls_x509_crt_deinit(crt);
}

SUITE("contract/vcache")
