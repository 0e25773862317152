/* SPDX-License-Identifier: MIT */
/*
 * peer.h: real handshakes, with the kit's certificates, between two ends of
 * a socket pair in one thread. No server, and no libmicrohttpd.
 */
#include "peer.h"

#include <stdio.h>
#include <time.h>

#include "peer_pair.h"
#include "unit.h"

static double counted(const char *result, const char *reason)
{
    char sample[128];

    (void)snprintf(sample, sizeof sample,
                   "mtls_handshakes_total{result=\"%s\",reason=\"%s\"}",
                   result, reason);
    return unit_metric(sample);
}

/* ---- In the handshake --------------------------------------------------- */

TEST(a_good_certificate_is_let_in)
{
    struct pair pair = {0};

    trust_ours();
    open_pair(&pair, "sensor-1");
    assert_int_equal(peer_meet(pair.session, pair.server), 0);
    assert_int_equal(handshake(&pair), 0);
    assert_int_equal(session_state(pair.session), SESSION_SECURE);
    assert_string_equal(session_peer(pair.session), "sensor-1");
    assert_true(session_expiry(pair.session) > time(NULL));
    assert_null(peer_check(pair.session, pair.server));
    close_pair(&pair);
    assert_int_equal(counted("accepted", "full"), 1);
    assert_int_equal(counted("failed", "incomplete"), 0);
    trust_none();
}

/* As after a hello in the format of SSLv2: GnuTLS asks nobody. */
TEST(nobody_is_let_in_unverified)
{
    static const char *const clients[] = {NULL, "sensor-1", "wrong-ca"};

    trust_ours();
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        struct pair pair = {0};

        open_pair(&pair, clients[i]);
        assert_int_equal(peer_meet(pair.session, pair.server), 0);
        gnutls_session_set_verify_function(pair.server, NULL);
        assert_true(handshake(&pair) < 0);
        assert_int_equal(session_state(pair.session), SESSION_REFUSED);
        close_pair(&pair);
    }
    assert_int_equal(counted("refused", "no_certificate"), 3);
    assert_int_equal(counted("accepted", "full"), 0);
    trust_none();
}

TEST(without_a_context_no_handshake_succeeds)
{
    struct pair pair = {0};

    trust_ours();
    tls_install(NULL);
    open_pair(&pair, "sensor-1");
    assert_true(peer_meet(pair.session, pair.server) < 0);
    assert_true(handshake(&pair) < 0);
    close_pair(&pair);
    assert_int_equal(counted("accepted", "full"), 0);
    trust_none();
}

/* peer_meet() needs none; the report is the first allocation after it. */
TEST(without_memory_a_client_is_refused)
{
    struct pair pair = {0};

    trust_ours();
    open_pair(&pair, "sensor-1");
    assert_int_equal(peer_meet(pair.session, pair.server), 0);
    unit_fail_nth(1);
    assert_true(handshake(&pair) < 0);
    assert_true(unit_failed());
    close_pair(&pair);
    assert_int_equal(counted("refused", "out_of_memory"), 1);
    trust_none();
}

/* ---- What is left ------------------------------------------------------- */

TEST(an_accepted_client_leaves_nothing_behind)
{
    trust_ours();
    assert_int_equal(visit("sensor-1"), 0);
    trust_none();
}

TEST(a_refused_certificate_leaves_nothing_behind)
{
    trust_ours();
    assert_true(visit("expired") < 0);
    trust_none();
}

TEST(a_client_without_certificate_leaves_nothing_behind)
{
    trust_ours();
    assert_true(visit(NULL) < 0);
    trust_none();
}

TEST(three_refused_ones_leave_nothing_behind)
{
    trust_ours();
    assert_true(visit("wrong-ca") < 0);
    assert_int_equal(visit("operator"), 0);
    assert_true(visit("revoked") < 0);
    assert_true(visit("self-signed") < 0);
    trust_none();
}

TEST(an_aborted_handshake_leaves_nothing_behind)
{
    struct pair pair = {0};

    trust_ours();
    open_pair(&pair, "sensor-1");
    assert_int_equal(peer_meet(pair.session, pair.server), 0);
    (void)gnutls_handshake(pair.client);
    (void)gnutls_handshake(pair.server);
    close_pair(&pair);
    trust_none();
}

static void admit(struct pair *pair)
{
    open_pair(pair, "sensor-1");
    assert_int_equal(peer_meet(pair->session, pair->server), 0);
    assert_int_equal(handshake(pair), 0);
    assert_null(peer_check(pair->session, pair->server));
}

TEST(a_reload_in_between_leaves_nothing_behind)
{
    struct pair pair = {0};

    trust_ours();
    admit(&pair);
    trust("ca", "crl-sensor-1");
    assert_non_null(peer_check(pair.session, pair.server));
    close_pair(&pair);
    trust("ca", "crl");
    trust_none();
}

UNIT_MAIN("peer")
