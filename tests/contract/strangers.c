/* SPDX-License-Identifier: MIT */
/*
 * Contract: what a client may make the server keep. A handshake message can
 * claim 16 MiB; whoever sends on and on, before the handshake is over or
 * after, is told so, counted, and let go; who sends much for a reason is
 * served.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/gauge.h"
#include "support.h"

#define CLAIMED 0xffffff
#define CHUNK 16000

/* 100 KB that are no certificate, in a chain of one. */
static const gnutls_datum_t *huge(void)
{
    static unsigned char bytes[100000];
    static const gnutls_datum_t der = {bytes, sizeof bytes};

    return &der;
}

static double over_budget(const struct service *server)
{
    return sample(server, "mtls_over_budget_total");
}

static void serves(const struct service *server)
{
    scoped_response struct http_response response = {0};

    (void)http_get(server, "sensor-1", "/healthz", &response);
    assert_status(&response, 200);
}

/* The fatal alert that comes at the end of a stream; TLS_CLOSED: none. */
static int alert_at_end(struct tls_client *client)
{
    unsigned char bytes[65536];
    size_t length = 0;
    ssize_t got = 0;

    while (length < sizeof bytes &&
           (got = recv(tls_socket(client), bytes + length,
                       sizeof bytes - length, 0)) > 0)
        length += (size_t)got;
    assert_int_equal(got, 0);
    if (length < 7 || bytes[length - 7] != 21 || bytes[length - 2] != 2)
        return TLS_CLOSED;
    return bytes[length - 1];
}

/* ---- Before the handshake is over ------------------------------------- */

SERVER_TEST(a_hello_without_an_end_is_refused)
{
    static const size_t chunks[] = {CHUNK, 1000, 100};
    size_t mark = service_log_mark(*state);

    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        scoped_tls struct tls_client *client =
            tls_open(*state, &(struct tls_setup){0});

        (void)forged_message(client, forged_clear,
                             GNUTLS_HANDSHAKE_CLIENT_HELLO, CLAIMED, 400000,
                             chunks[i]);
        assert_int_equal(alert_at_end(client), GNUTLS_A_ILLEGAL_PARAMETER);
        assert_true(over_budget(*state) == (double)i + 1);
    }
    assert_true(handshakes(*state, "too_large") == 3);
    assert_int_equal(
        service_log_count(*state, mark, " refused .*reason=too_large "), 3);
    serves(*state);
}

SERVER_TEST(a_certificate_without_an_end_is_refused)
{
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_open(
            *state,
            &(struct tls_setup){.der = huge(), .priorities = tls_versions[v]});

        assert_int_equal(tls_refusal(client), GNUTLS_A_ILLEGAL_PARAMETER);
        wait_until(handshakes(*state, "too_large") == (double)v + 1);
    }
    assert_true(over_budget(*state) == 2);
    serves(*state);
}

/* What becomes of a client whose certificate has so many names: some KB. */
static int with_names(const struct service *server, unsigned names,
                      unsigned size, const char *priorities)
{
    gnutls_datum_t der = cert_make(
        &(struct cert_plan){.cn = "large", .cn_size = 5, .more_names = names});
    scoped_tls struct tls_client *client = tls_open(
        server, &(struct tls_setup){.der = &der, .priorities = priorities});
    int refusal = tls_refusal(client);

    assert_true(der.size >= size);
    gnutls_free(der.data);
    return refusal;
}

/* 9 KB of names are unusual, and nobody's fault. */
SERVER_TEST(a_large_certificate_is_let_in)
{
    for (size_t v = 0; v < 2; v++)
        assert_int_equal(with_names(*state, 290, 9000, tls_versions[v]),
                         TLS_ACCEPTED);
    assert_true(over_budget(*state) == 0);
}

/* Unread: the log knows neither its subject nor its issuer. */
SERVER_TEST(a_certificate_that_takes_long_to_parse_is_refused_unread)
{
    size_t mark = service_log_mark(*state);

    for (size_t v = 0; v < 2; v++)
        assert_int_equal(with_names(*state, 1300, 40000, tls_versions[v]),
                         GNUTLS_A_ILLEGAL_PARAMETER);
    assert_true(handshakes(*state, "too_large") == 2);
    assert_int_equal(service_log_count(*state, mark,
                                       " reason=too_large subject=\"\" "
                                       "issuer=\"\" "),
                     2);
    assert_true(over_budget(*state) == 0);
    serves(*state);
}

/* ---- After it ---------------------------------------------------------- */

SERVER_TEST(a_message_after_the_handshake_is_no_way_around)
{
    static const unsigned types[] = {GNUTLS_HANDSHAKE_CLIENT_HELLO,
                                     GNUTLS_HANDSHAKE_KEY_UPDATE};

    for (size_t v = 0; v < 2; v++) {
        struct tls_client *client = tls_connect(
            *state, &(struct tls_setup){.certificate = "sensor-1",
                                        .priorities = tls_versions[v]});

        (void)forged_message(client, forged_sealed, types[v], CLAIMED, 400000,
                             CHUNK);
        tls_expect_end(client);
        tls_close(client);
        wait_until(sample(*state, "mtls_connections_active") == 1);
    }
    serves(*state);
    /* In 1.2 no message is taken at all. */
    assert_true(over_budget(*state) == 1);
}

/* A hundred times the budget, one request after the other. */
SERVER_TEST(who_asks_for_something_may_send_on)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};
    static char part[16000];
    char head[128];

    memset(part, ' ', sizeof part);
    (void)snprintf(head, sizeof head,
                   "POST /readings HTTP/1.1\r\nHost: x\r\n"
                   "Content-Type: application/json\r\n"
                   "Content-Length: %zu\r\n\r\n",
                   60 * sizeof part);
    assert_gnutls_ok(tls_send_text(client, head));
    for (int i = 0; i < 60; i++)
        assert_gnutls_ok(tls_send(client, part, sizeof part));
    assert_true(tls_answer(client, false, &response));
    assert_status(&response, 413);
    assert_true(over_budget(*state) == 0);
}

/* A head in records of one byte each is odd, and it is a request. */
SERVER_TEST(a_head_in_the_smallest_records_is_answered)
{
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_connect(
            *state, &(struct tls_setup){.certificate = "sensor-1",
                                        .priorities = tls_versions[v]});
        scoped_response struct http_response response = {0};
        char head[2000] = "GET /healthz HTTP/1.1\r\nHost: x\r\nX: ";
        size_t length = strlen(head);

        memset(head + length, 'x', sizeof head - length);
        for (size_t i = 0; i < 4; i++)
            head[sizeof head - 4 + i] = "\r\n\r\n"[i];
        for (size_t i = 0; i < sizeof head; i++)
            assert_gnutls_ok(tls_send(client, head + i, 1));
        assert_true(tls_answer(client, false, &response));
        assert_status(&response, 200);
    }
}

/* ---- What it costs ------------------------------------------------------ */

/* What fixed/README.md promises: no stranger holds more live heap. */
#define HELD_MAX (160L * 1024)
#define STRANGERS 300

/* Sends all but a little of its budget, and waits. */
static struct tls_client *hold(const struct service *server, unsigned i)
{
    const struct tls_setup setup = {.der = huge(),
                                    .priorities = tls_versions[i % 2]};
    struct tls_client *client = tls_open(server, &setup);

    if (i % 3 == 0)
        (void)forged_message(client, forged_clear,
                             GNUTLS_HANDSHAKE_CLIENT_HELLO, CLAIMED, 64000,
                             i % 2 == 0 ? CHUNK : 500);
    else
        tls_handshake_part(client, 65000);
    return client;
}

BARE_TEST(three_hundred_of_them_hold_little)
{
    static struct tls_client *clients[STRANGERS];
    const char *instruments = getenv("MTLS_INSTRUMENTS");
    struct holding before, after, held;
    struct service *server = NULL;
    struct gauge gauge;

    if (instruments == NULL || *instruments == '\0')
        skip_because("no heap meter (MTLS_INSTRUMENTS=FOLDER)");
    if (service_is_per_request())
        skip_because("it serves 64 clients at a time");
    server = gauge_start(&gauge, (struct service_setup){0});
    for (unsigned i = 0; i < 12; i++) /* what is taken once */
        tls_close(hold(server, i));
    serves(server);
    before = gauge_rest(&gauge, 0);
    for (unsigned i = 0; i < STRANGERS; i++)
        clients[i] = hold(server, i);
    after = gauge_rest(&gauge, STRANGERS);
    held = holding_minus(&after, &before);
    print_message("each of %d strangers holds %lld bytes\n", STRANGERS,
                  (long long)held.bytes / STRANGERS);
    assert_true(held.bytes / STRANGERS < HELD_MAX);
    for (unsigned i = 0; i < STRANGERS; i++)
        tls_close(clients[i]);
    /* What they leave behind is not the contract's: tests/leaks, abort-*. */
    (void)gauge_rest(&gauge, 0);
    gauge_close(&gauge);
}

SUITE("contract/strangers")
