/* SPDX-License-Identifier: MIT */
/*
 * Contract: many requests on one connection, many connections at once, and a
 * session resumed. Keep-alive and resumption are the only two things in which
 * a server per request may differ: service_is_per_request() says which is
 * right here.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

/* ---- Keep-alive ------------------------------------------------------- */

SERVER_TEST(a_connection_is_kept_alive)
{
    scoped_client struct http_client *client = client_new(*state, "sensor-1");
    scoped_response struct http_response response = {0};
    static const char *const paths[] = {"/healthz", "/nowhere", "/whoami",
                                        "/firmware/x", "/healthz"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        (void)client_get(client, paths[i], &response);
        assert_int_equal(response.code, CURLE_OK);
        if (service_is_per_request()) {
            assert_int_equal(response.connects, 1);
            assert_header(&response, "Connection", "close");
        } else {
            assert_int_equal(response.connects, i == 0 ? 1 : 0);
            assert_header(&response, "Connection", NULL);
        }
    }
}

SERVER_TEST(requests_may_come_before_their_answers)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    ask(client, GET("/healthz") GET("/nowhere") GET("/healthz"), &response);
    assert_status(&response, 200);
    if (service_is_per_request()) {
        tls_expect_end(client);
        return;
    }
    assert_true(tls_answer(client, false, &response));
    assert_problem(&response, 404);
    assert_true(tls_answer(client, false, &response));
    assert_status(&response, 200);
}

SERVER_TEST(a_client_that_asks_for_it_is_closed)
{
    static const char *const requests[] = {
        "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /healthz HTTP/1.0\r\n\r\n"};
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < 2; i++) {
        struct tls_client *client = tls_connect(*state, &tls_sensor);

        ask(client, requests[i], &response);
        assert_status(&response, 200);
        tls_expect_end(client);
        tls_close(client);
    }
}

/* ---- Resumption ------------------------------------------------------- */

/* One request of a new client, who resumes `from` and leaves `to`. */
static bool visit(const struct service *server, const char *version,
                  const gnutls_datum_t *from, gnutls_datum_t *to,
                  struct http_response *response)
{
    scoped_tls struct tls_client *client =
        tls_connect(server, &(struct tls_setup){.certificate = "sensor-1",
                                                .priorities = version,
                                                .resume = from});

    ask(client, GET("/whoami"), response);
    assert_status(response, 200);
    if (to != NULL)
        *to = tls_session(client);
    return tls_resumed(client);
}

SERVER_TEST(a_session_resumes)
{
    scoped_response struct http_response response = {0};

    for (size_t v = 0; v < 2; v++) {
        gnutls_datum_t ticket = {NULL, 0};
        double before = handshakes(*state, "resumed");
        bool resumed = false;

        assert_false(visit(*state, tls_versions[v], NULL, &ticket, &response));
        assert_contains(response.body, "\"resumed\":false");
        resumed = visit(*state, tls_versions[v], &ticket, NULL, &response);
        assert_int_equal(resumed, service_resumes());
        assert_contains(response.body,
                        resumed ? "\"resumed\":true" : "\"resumed\":false");
        assert_contains(response.body, "CN=sensor-1"); /* still the same */
        assert_true(handshakes(*state, "resumed") == before + resumed);
        gnutls_free(ticket.data);
    }
}

SERVER_TEST(a_forged_ticket_does_not_resume)
{
    scoped_response struct http_response response = {0};

    for (size_t v = 0; v < 2; v++) {
        const struct service *other = service_start(NULL);
        gnutls_datum_t ticket = {NULL, 0};

        /* Of another server with the same certificates: another key. */
        assert_false(visit(other, tls_versions[v], NULL, &ticket, &response));
        assert_false(visit(*state, tls_versions[v], &ticket, NULL, &response));
        assert_contains(response.body, "\"resumed\":false");
        gnutls_free(ticket.data);
    }
}

/* ---- Many at once ----------------------------------------------------- */

#define CLIENTS 64
#define REQUESTS_EACH 5

struct crowd {
    const struct service *server;
    atomic_int good;
};

static void *one_of_many(void *object)
{
    struct crowd *crowd = object;
    scoped_client struct http_client *client =
        client_new(crowd->server, "sensor-1");
    scoped_response struct http_response response = {0};

    for (int i = 0; client != NULL && i < REQUESTS_EACH; i++) {
        (void)client_get(client, i % 2 == 0 ? "/healthz" : "/whoami",
                         &response);
        if (response.code == CURLE_OK && response.status == 200)
            atomic_fetch_add(&crowd->good, 1);
    }
    return NULL;
}

SERVER_TEST(sixty_four_clients_at_once_are_all_served)
{
    struct crowd crowd = {.server = *state};
    pthread_t threads[CLIENTS];
    int started = 0;

    while (started < CLIENTS &&
           pthread_create(&threads[started], NULL, one_of_many, &crowd) == 0)
        started++;
    for (int i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL); /* ours, and joined once */
    assert_int_equal(started, CLIENTS);
    assert_int_equal(atomic_load(&crowd.good), CLIENTS * REQUESTS_EACH);
}

SERVER_TEST(sixty_four_open_connections_are_all_served)
{
    scoped_response struct http_response response = {0};
    struct tls_client *clients[CLIENTS];

    for (size_t i = 0; i < CLIENTS; i++)
        clients[i] = tls_connect(*state, &tls_sensor);
    for (size_t i = CLIENTS; i-- > 0;)
        assert_gnutls_ok(tls_send_text(clients[i], GET("/healthz")));
    for (size_t i = 0; i < CLIENTS; i++) {
        assert_true(tls_answer(clients[i], false, &response));
        assert_status(&response, 200);
        tls_close(clients[i]);
    }
}

/* A client beyond the limit waits, and is served when another has left. */
BARE_TEST(a_client_beyond_the_limit_waits_for_its_turn)
{
    static const char *const options[] = {"--max-connections", "2",
                                          "--threads", "1", NULL};
    const struct service *server =
        service_start(&(struct service_setup){.options = options});
    scoped_response struct http_response response = {0};
    struct tls_client *first = tls_connect(server, &tls_sensor);
    struct tls_client *second = tls_connect(server, &tls_sensor);
    struct tls_client *third = tls_open(server, &tls_sensor);

    tls_bye(first);
    assert_gnutls_ok(tls_handshake(third));
    ask(third, GET("/healthz"), &response);
    assert_status(&response, 200);
    tls_close(second);
    tls_close(third);
}

/* Taken before its turn, it would be one in the loop that serves the first. */
static void expect_two_at_once(const char *threads)
{
    const char *const options[] = {
        "--max-connections", "2", "--threads", threads,
        "--status-port",     "0", NULL};
    const struct service *server =
        service_start(&(struct service_setup){.options = options});
    scoped_response struct http_response response = {0};
    struct tls_client *first = tls_connect(server, &tls_sensor);
    struct tls_client *second = tls_connect(server, &tls_sensor);
    struct tls_client *third = tls_open(server, &tls_sensor);

    for (int i = 0; i < 20; i++) {
        ask(first, GET("/healthz"), &response);
        assert_status(&response, 200);
    }
    assert_true(status_sample(server, "mtls_connections_active") == 2);
    tls_close(first);
    tls_close(second);
    tls_close(third);
}

/* However many threads share them out. */
BARE_TEST(so_many_are_served_at_a_time_as_it_was_told)
{
    static const char *const options[] = {"--max-connections", "5",
                                          "--threads", "2", NULL};
    const struct service *server =
        service_start(&(struct service_setup){.options = options});
    struct tls_client *clients[5];

    if (service_is_per_request()) /* it has as many as it has threads */
        skip();
    for (size_t i = 0; i < 5; i++) {
        clients[i] = tls_connect(server, &tls_sensor);
        assert_int_equal(ask_status(clients[i], GET("/healthz")), 200);
    }
    for (size_t i = 0; i < 5; i++)
        tls_close(clients[i]);
}

BARE_TEST(until_then_it_is_no_connection)
{
    if (service_is_per_request()) /* it has as many as it has threads */
        skip();
    expect_two_at_once("1");
}

/* The limit is the server's, not each loop's. */
BARE_TEST(loops_share_the_limit)
{
    if (service_is_per_request())
        skip();
    expect_two_at_once("2");
}

SUITE("contract/connections")
