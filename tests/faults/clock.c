/* SPDX-License-Identifier: MIT */
/*
 * Faults: the clock jumps, over the end of all certificates and lists, and
 * back to before they began.
 */
#include <stdint.h>
#include <string.h>

#include "probe/clock.h"
#include "support.h"

#define CENTURY ((int64_t)100 * 365 * 86400)

/* An overdue list alone would keep everybody out. */
static struct service *start(bool without_list)
{
    return clock_service((struct service_setup){.without_crl = without_list});
}

static int refusal(const struct service *server, const char *priorities,
                   const gnutls_datum_t *ticket)
{
    struct tls_setup setup = tls_sensor;
    scoped_tls struct tls_client *client = NULL;

    setup.priorities = priorities;
    setup.resume = ticket;
    client = tls_open(server, &setup);
    return tls_refusal(client);
}

static void expect_refusals(const struct service *server,
                            const gnutls_datum_t *ticket)
{
    for (size_t v = 0; v < 2; v++) {
        int alert = refusal(server, tls_versions[v], NULL);

        if (alert < 0)
            fail_because("%s: no alert but %d", tls_versions[v], alert);
    }
    if (ticket != NULL && refusal(server, TLS_1_3, ticket) == TLS_ACCEPTED)
        fail_because("a ticket lets in who is refused");
}

static void expect_service(const struct service *server)
{
    for (size_t v = 0; v < 2; v++) {
        struct tls_setup setup = tls_sensor;
        scoped_tls struct tls_client *client = NULL;

        setup.priorities = tls_versions[v];
        client = tls_connect(server, &setup);
        assert_int_equal(ask_status(client, GET("/healthz")), 200);
    }
}

static void jump(struct service *server, int64_t seconds)
{
    struct tls_client *open = tls_connect(server, &tls_sensor);
    gnutls_datum_t ticket = {NULL, 0};

    assert_int_equal(ask_status(open, GET("/healthz")), 200);
    ticket = tls_session(open);
    clock_set(seconds);
    /* As soon as it has jumped: who is connected, too. */
    assert_int_equal(ask_status(open, GET("/healthz")), 403);
    tls_close(open);
    expect_refusals(server, &ticket);
    gnutls_free(ticket.data);
    /* Nothing of that day can be loaded; nor does that do harm. */
    assert_contains(service_reload(server), "reload failed");
    clock_set(0);
    expect_service(server);
    assert_contains(service_reload(server), "reloaded key");
    expect_service(server);
    assert_int_equal(service_stop(server), 0);
}

BARE_TEST(a_clock_that_jumps_over_every_expiry_lets_nobody_in_and_comes_back)
{
    jump(start(true), CENTURY);
}

BARE_TEST(a_clock_that_jumps_over_the_next_list_lets_nobody_in_and_comes_back)
{
    jump(start(false), CENTURY);
}

/*
 * Certificates are not valid yet: the handshake says so, also to those whose
 * chain was found good at a time that is to come.
 */
BARE_TEST(a_clock_that_jumps_back_lets_nobody_in_by_a_handshake)
{
    struct service *server = start(true);

    expect_service(server);
    clock_set(-20 * (int64_t)365 * 86400);
    expect_refusals(server, NULL);
    clock_set(0);
    expect_service(server);
    assert_int_equal(service_stop(server), 0);
}

SUITE("faults/clock")
