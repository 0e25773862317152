/* SPDX-License-Identifier: MIT */
/*
 * Contract: who it was. The log names each client by bytes that no other
 * certificate shares: a common name, else a URI, a DNS name, an e-mail
 * address, and the serial number always.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support.h"

/* The audit line of one request by a client of that certificate. */
static const char *audit_of(struct service *server,
                            const struct cert_plan *plan)
{
    gnutls_datum_t der = cert_make(plan);
    struct tls_client *client =
        tls_connect(server, &(struct tls_setup){.der = &der});
    scoped_response struct http_response response = {0};
    size_t mark = service_log_mark(server);

    ask(client, GET("/healthz"), &response);
    assert_status(&response, 200);
    tls_close(client);
    gnutls_free(der.data);
    return service_log_wait(server, mark, " audit ");
}

SERVER_TEST(names_are_escaped_one_to_one)
{
    static const struct {
        struct cert_plan plan;
        const char *told;
    } names[] = {
        {{CERT_CN("M\xc3\xbcller")}, "peer=\"M\\xc3\\xbcller\" by=cn "},
        {{CERT_CN("M\xc3\xb6ller")}, "peer=\"M\\xc3\\xb6ller\" by=cn "},
        {{CERT_CN("M\\xc3\\xbcller")}, "peer=\"M\\\\xc3\\\\xbcller\" by=cn "},
        {{CERT_CN("M??ller")}, "peer=\"M??ller\" by=cn "},
        {{CERT_CN("sensor-1\" by=\"x")},
         "peer=\"sensor-1\\\" by=\\\"x\" by=cn "},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_contains(audit_of(*state, &names[i].plan), names[i].told);
}

SERVER_TEST(a_nul_does_not_end_a_name)
{
    const struct cert_plan plan = {CERT_CN("sensor-1\0.evil")};

    assert_contains(audit_of(*state, &plan), "peer=\"sensor-1\\x00.evil\" ");
}

SERVER_TEST(who_has_no_common_name_is_known_by_another)
{
    static const char uri[] = "spiffe://kit.test/sensor/7";
    const struct cert_plan all = {
        .uri = uri, .dns = "seven.kit.test", .email = "seven@kit.test"};
    const struct cert_plan dns = {.dns = "seven.kit.test",
                                  .email = "seven@kit.test"};
    const struct cert_plan email = {.email = "seven@kit.test"};
    const struct cert_plan none = {.ou = "sensors"};

    assert_contains(audit_of(*state, &all),
                    "peer=\"spiffe://kit.test/sensor/7\" by=uri ");
    assert_contains(audit_of(*state, &dns), "peer=\"seven.kit.test\" by=dns ");
    assert_contains(audit_of(*state, &email),
                    "peer=\"seven@kit.test\" by=email ");
    assert_contains(audit_of(*state, &none),
                    "peer=\"\" by=none serial=4b4954 ");
}

/* 64 characters, as many as RFC 5280 allows, and three bytes each. */
SERVER_TEST(a_long_name_is_cut_visibly)
{
    char name[192];

    for (size_t i = 0; i < sizeof name; i++)
        name[i] = "\xe2\x82\xac"[i % 3];
    assert_contains(
        audit_of(*state,
                 &(struct cert_plan){.cn = name, .cn_size = sizeof name}),
        "\\xe2\\x82\\...\" by=cn serial=4b4954 ");
}

static const char *refusal_of(struct service *server,
                              const struct cert_plan *plan)
{
    gnutls_datum_t der = cert_make(plan);
    scoped_tls struct tls_client *client =
        tls_open(server, &(struct tls_setup){.der = &der});
    size_t mark = service_log_mark(server);

    assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
    gnutls_free(der.data);
    return service_log_wait(server, mark, " refused ");
}

SERVER_TEST(a_subject_of_any_length_is_told)
{
    char name[1000];

    memset(name, 'n', sizeof name);
    assert_contains(
        refusal_of(*state, &(struct cert_plan){.cn = name,
                                               .cn_size = sizeof name,
                                               .expiry = time(NULL) - 60}),
        "nnn\\...\" issuer=\"O=mTLS Leak Kit,CN=mTLS Leak Kit CA\" "
        "serial=4b4954");
}

SERVER_TEST(a_subject_is_no_format)
{
    assert_contains(
        refusal_of(*state, &(struct cert_plan){CERT_CN("100% %s%n"),
                                               .expiry = time(NULL) - 60}),
        " subject=\"CN=100% %s%n\" ");
}

SUITE("contract/names")
