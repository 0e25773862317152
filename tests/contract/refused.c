/* SPDX-License-Identifier: MIT */
/*
 * Contract: who is refused in the handshake. Each unexpected certificate,
 * under TLS 1.2 and 1.3, for its own reason: told by an alert, counted, and
 * logged in one line; and nothing of it reaches HTTP.
 */
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* The alerts: RFC 8446, section 6.2. */
static const struct {
    const char *certificate;
    const char *reason;
    gnutls_alert_description_t alert_1_2, alert_1_3;
} unexpected[] = {
    {NULL, "no_certificate", GNUTLS_A_HANDSHAKE_FAILURE,
     GNUTLS_A_CERTIFICATE_REQUIRED},
    {"wrong-ca", "unknown_ca", GNUTLS_A_UNKNOWN_CA, GNUTLS_A_UNKNOWN_CA},
    {"self-signed", "self_signed", GNUTLS_A_UNKNOWN_CA, GNUTLS_A_UNKNOWN_CA},
    {"expired", "expired", GNUTLS_A_CERTIFICATE_EXPIRED,
     GNUTLS_A_CERTIFICATE_EXPIRED},
    {"not-yet-valid", "not_yet_valid", GNUTLS_A_CERTIFICATE_EXPIRED,
     GNUTLS_A_CERTIFICATE_EXPIRED},
    {"wrong-purpose", "wrong_purpose", GNUTLS_A_UNSUPPORTED_CERTIFICATE,
     GNUTLS_A_UNSUPPORTED_CERTIFICATE},
    {"revoked", "revoked", GNUTLS_A_CERTIFICATE_REVOKED,
     GNUTLS_A_CERTIFICATE_REVOKED},
    {"not-a-ca", "signer_not_ca", GNUTLS_A_UNKNOWN_CA, GNUTLS_A_UNKNOWN_CA},
    {"weak-key", "weak", GNUTLS_A_BAD_CERTIFICATE, GNUTLS_A_BAD_CERTIFICATE},
};

#define UNEXPECTED (sizeof unexpected / sizeof *unexpected)

static const char *name_of(size_t i)
{
    return unexpected[i].certificate != NULL ? unexpected[i].certificate
                                             : "no certificate";
}

/* What becomes of one client's handshake; see tls_refusal(). */
static int refusal(const struct service *server, const char *certificate,
                   const char *priorities)
{
    scoped_tls struct tls_client *client =
        tls_open(server, &(struct tls_setup){.certificate = certificate,
                                             .priorities = priorities});

    return tls_refusal(client);
}

SERVER_TEST(each_is_told_by_the_right_alert)
{
    for (size_t i = 0; i < UNEXPECTED; i++) {
        for (size_t v = 0; v < 2; v++) {
            int expected = tls_versions[v] == tls_versions[0]
                               ? (int)unexpected[i].alert_1_2
                               : (int)unexpected[i].alert_1_3;
            int alert =
                refusal(*state, unexpected[i].certificate, tls_versions[v]);

            if (alert != expected)
                fail_because("%s with %s: alert %d, not %d", name_of(i),
                             tls_versions[v], alert, expected);
        }
    }
}

SERVER_TEST(each_is_counted_under_its_reason_and_no_other)
{
    for (size_t i = 0; i < UNEXPECTED; i++) {
        for (size_t v = 0; v < 2; v++)
            (void)refusal(*state, unexpected[i].certificate, tls_versions[v]);
        for (size_t other = 0; other < UNEXPECTED; other++) {
            double count = handshakes(*state, unexpected[other].reason);

            if (count != (other <= i ? 2 : 0))
                fail_because("%s: reason %s is at %g", name_of(i),
                             unexpected[other].reason, count);
        }
    }
    assert_true(handshakes(*state, "incomplete") == 0);
    assert_true(handshakes(*state, "bad_certificate") == 0);
    assert_true(handshakes(*state, "malformed_certificate") == 0);
}

SERVER_TEST(each_is_logged_in_one_line_with_its_reason)
{
    for (size_t i = 0; i < UNEXPECTED; i++) {
        for (size_t v = 0; v < 2; v++) {
            size_t mark = service_log_mark(*state);
            char pattern[96];

            (void)refusal(*state, unexpected[i].certificate, tls_versions[v]);
            (void)snprintf(pattern, sizeof pattern,
                           " warning refused client=127\\.0\\.0\\.1:[0-9]+ "
                           "reason=%s ",
                           unexpected[i].reason);
            (void)service_log_wait(*state, mark, pattern);
            assert_int_equal(service_log_count(*state, mark, "."), 1);
        }
    }
}

SERVER_TEST(the_log_line_names_subject_and_issuer)
{
    size_t mark = service_log_mark(*state);
    const char *line = NULL;

    (void)refusal(*state, "expired", TLS_1_3);
    line = service_log_wait(*state, mark, "reason=expired ");
    assert_contains(line, "CN=expired");
    assert_contains(line, "issuer=\"O=mTLS Leak Kit,CN=mTLS Leak Kit CA\"");
}

/*
 * In TLS 1.3 a client may send its request before the server has judged the
 * certificate. It must not be answered, and no handler may have seen it.
 */
SERVER_TEST(nothing_of_it_reaches_http)
{
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    double before = requests_counted(*state);
    size_t mark = service_log_mark(*state);

    for (size_t i = 0; i < UNEXPECTED; i++) {
        scoped_tls struct tls_client *client =
            tls_open(*state, &(struct tls_setup){.certificate =
                                                     unexpected[i].certificate,
                                                 .priorities = TLS_1_3});
        char answer[64];

        assert_gnutls_ok(tls_handshake(client));
        (void)tls_send_text(client, request); /* it may be gone already */
        assert_true(tls_receive(client, answer, sizeof answer) <= 0);
        (void)service_log_wait(*state, mark, unexpected[i].reason);
    }
    assert_true(requests_counted(*state) == before);
    assert_int_equal(service_log_count(*state, mark, "/healthz"), 0);
}

SERVER_TEST(a_good_client_is_served_after_all_of_them)
{
    for (size_t i = 0; i < UNEXPECTED; i++)
        (void)refusal(*state, unexpected[i].certificate, TLS_1_3);
    assert_get(*state, "sensor-1", "/healthz", 200);
    assert_true(handshakes(*state, "full") >= 1);
}

BARE_TEST(without_a_crl_nobody_is_revoked)
{
    struct service *server =
        service_start(&(struct service_setup){.without_crl = true});

    assert_get(server, "revoked", "/healthz", 200);
    /* ... but everything else is judged as before. */
    assert_int_equal(refusal(server, "wrong-ca", TLS_1_3),
                     GNUTLS_A_UNKNOWN_CA);
}

SUITE("contract/refused")
