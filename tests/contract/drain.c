/* SPDX-License-Identifier: MIT */
/*
 * Contract: the end. SIGTERM and SIGINT let what is being answered finish,
 * take nobody new, and exit with status 0; a second one, or --timeout, ends
 * what does not come to its end.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "probe/gauge.h"
#include "sent.h"
#include "support.h"

/* An hour: so that only what the test is about can end the server. */
static const char *const an_hour[] = {"--timeout", "3600", NULL};
static const struct service_setup patient = {.options = an_hour};

static void drains(const struct service *server, int signal)
{
    service_signal(server, signal);
    (void)service_log_wait(server, 0, " info SIG(TERM|INT): draining ");
}

/* Whether someone new gets as far as a handshake. */
static bool takes_new_clients(const struct service *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)server->port)};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    bool taken = false;

    assert_system_ok(descriptor);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    taken =
        connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0;
    (void)close(descriptor);
    return taken;
}

/* ---- Nothing to wait for ----------------------------------------------- */

BARE_TEST(without_clients_each_signal_ends_it_with_status_0)
{
    static const int signals[] = {SIGTERM, SIGINT};

    for (size_t i = 0; i < 2; i++) {
        struct service *server = service_start(&patient);

        service_signal(server, signals[i]);
        assert_int_equal(process_wait(&server->process), 0);
        (void)service_log_wait(server, 0,
                               i == 0 ? " info SIGTERM: draining requests=0 "
                                        "downloads=0$"
                                      : " info SIGINT: draining ");
        (void)service_log_wait(server, 0, " info stopped$");
    }
}

BARE_TEST(who_is_idle_does_not_hold_it_up)
{
    struct service *server = service_start(&patient);
    scoped_tls struct tls_client *silent = tls_open(server, &tls_sensor);
    scoped_tls struct tls_client *idle = tls_connect(server, &tls_sensor);
    scoped_tls struct tls_client *kept = tls_connect(server, &tls_sensor);
    scoped_tls struct tls_client *halfway = tls_connect(server, &tls_sensor);
    scoped_response struct http_response response = {0};

    assert_int_equal(send(tls_socket(silent), "\x16\x03", 2, 0), 2);
    ask(kept, GET("/healthz"), &response);
    assert_gnutls_ok(tls_send_text(halfway, "GET /healthz HT"));
    assert_int_equal(service_stop(server), 0);
    tls_expect_end(idle);
    tls_expect_end(kept);
    tls_expect_end(halfway);
}

/* ---- Something to wait for --------------------------------------------- */

BARE_TEST(a_download_is_finished_first)
{
    static const int signals[] = {SIGTERM, SIGINT};

    for (size_t i = 0; i < 2; i++) {
        struct service *server = service_start(&patient);
        struct tls_client *client = image_begin(server);

        drains(server, signals[i]);
        (void)service_log_wait(server, 0, "draining requests=1 downloads=1$");
        assert_int_equal(image_read(client), IMAGE_SIZE);
        assert_int_equal(process_wait(&server->process), 0);
        (void)service_log_wait(server, 0, " audit .*status=200 ");
        assert_int_equal(service_log_count(server, 0, "cut off"), 0);
        tls_close(client);
    }
}

/* A close beside bytes that nobody has read would be a reset. */
BARE_TEST(a_download_is_whole_whatever_its_client_says_meanwhile)
{
    struct service *server = service_start(&patient);
    struct tls_client *client = image_begin(server);

    for (int i = 0; i < 50; i++)
        assert_gnutls_ok(tls_send_text(client, GET("/healthz")));
    drains(server, SIGTERM);
    assert_int_equal(image_read(client), IMAGE_SIZE);
    tls_close(client);
    assert_int_equal(process_wait(&server->process), 0);
}

#define BEGUN 60 /* where a server is made for each request: there may be 64 */

BARE_TEST(as_many_as_have_begun_are_waited_for)
{
    struct service *server = service_start(&patient);
    struct tls_client *clients[BEGUN];
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < BEGUN; i++) {
        clients[i] = tls_connect(server, &tls_sensor);
        begin_reading(clients[i]);
    }
    gauge_settle(server);
    drains(server, SIGTERM);
    (void)service_log_wait(server, 0, "draining requests=60 downloads=0$");
    for (size_t i = 0; i < BEGUN; i++) {
        ask(clients[i], GOOD, &response);
        assert_status(&response, 201);
        tls_close(clients[i]);
    }
    assert_int_equal(process_wait(&server->process), 0);
    assert_int_equal(service_log_count(server, 0, "cut off"), 0);
}

#define PLACES 8

/*
 * The server has as many clients as it may, and as many again wait in the
 * kernel's queue. When it drains, those inside go. How many of the others are
 * served?
 */
static int served_of_the_queue(void)
{
    static const char *const options[] = {"--threads", "1",
                                          "--max-connections", "8", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = options});
    struct tls_client *inside[PLACES], *queued[PLACES];
    int served = 0;

    for (int i = 0; i < PLACES; i++)
        inside[i] = tls_enter(server, "sensor-1", 3);
    for (int i = 0; i < PLACES; i++)
        queued[i] = tls_open(server, &tls_sensor);
    drains(server, SIGTERM);
    for (int i = 0; i < PLACES; i++)
        tls_close(inside[i]);
    for (int i = 0; i < PLACES; i++) {
        scoped_response struct http_response response = {0};

        served += tls_handshake(queued[i]) == 0 &&
                  tls_exchange(queued[i], GET("/healthz"), &response) &&
                  response.status == 200;
        tls_close(queued[i]);
    }
    assert_int_equal(service_stop(server), 0);
    return served;
}

/* The server waits for half a second: a busy machine may take longer once. */
BARE_TEST(who_is_in_the_queue_is_served_first)
{
    int served = 0;

    if (service_is_per_request())
        skip_because("it keeps no connection alive");
    for (int tries = 0; tries < 10 && served < PLACES; tries++)
        served = served_of_the_queue();
    assert_int_equal(served, PLACES);
}

BARE_TEST(new_clients_are_turned_away_meanwhile)
{
    struct service *server = service_start(&patient);
    struct tls_client *client = image_begin(server);

    assert_true(takes_new_clients(server));
    drains(server, SIGTERM);
    wait_until(!takes_new_clients(server));
    assert_int_equal(image_read(client), IMAGE_SIZE);
    assert_int_equal(process_wait(&server->process), 0);
    tls_close(client);
}

BARE_TEST(the_last_answer_says_that_it_closes)
{
    struct service *server = service_start(&patient);
    struct tls_client *client = tls_connect(server, &tls_sensor);
    scoped_response struct http_response response = {0};

    begin_reading(client);
    gauge_settle(server);
    drains(server, SIGTERM);
    /* Its body is not there, and it is waited for all the same. */
    (void)service_log_wait(server, 0, "draining requests=1 downloads=0$");
    wait_until(!takes_new_clients(server)); /* by now it is closing */
    ask(client, GOOD, &response);
    assert_status(&response, 201);
    assert_header(&response, "Connection", "close");
    tls_expect_end(client);
    tls_close(client);
    assert_int_equal(process_wait(&server->process), 0);
}

#define BESIDE 4

/*
 * Clients that had connected when the signal came, and ask when it has come.
 * They have half a second: on a busy machine it may be over before.
 */
static bool who_is_connected_is_heard(void)
{
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    struct service *server = service_start(&patient);
    struct tls_client *clients[BESIDE];
    unsigned answered = 0;

    for (size_t i = 0; i < BESIDE; i++)
        clients[i] = tls_connect(server, &tls_sensor);
    drains(server, SIGTERM);
    for (size_t i = 0; i < BESIDE; i++)
        (void)tls_send_text(clients[i], request);
    for (size_t i = 0; i < BESIDE; i++) {
        scoped_response struct http_response response = {0};

        if (tls_answer(clients[i], false, &response)) {
            assert_status(&response, 200);
            assert_header(&response, "Connection", "close");
            tls_expect_end(clients[i]);
            answered++;
        }
        tls_close(clients[i]);
    }
    assert_int_equal(process_wait(&server->process), 0);
    return answered == BESIDE;
}

BARE_TEST(a_request_on_its_way_is_answered)
{
    wait_until(who_is_connected_is_heard());
}

BARE_TEST(a_reload_while_it_drains_is_ignored)
{
    struct service *server = service_start(&patient);
    struct tls_client *client = image_begin(server);

    drains(server, SIGTERM);
    service_signal(server, SIGHUP);
    assert_int_equal(image_read(client), IMAGE_SIZE);
    assert_int_equal(process_wait(&server->process), 0);
    assert_int_equal(service_log_count(server, 0, "reloaded|reload failed"),
                     0);
    tls_close(client);
}

/* ---- Enough ------------------------------------------------------------ */

BARE_TEST(a_second_signal_ends_it_at_once)
{
    static const int second[] = {SIGTERM, SIGINT};

    for (size_t i = 0; i < 2; i++) {
        struct service *server = service_start(&patient);
        struct tls_client *client = image_begin(server);

        drains(server, SIGTERM);
        service_signal(server, second[i]);
        assert_int_equal(process_wait(&server->process), 0);
        (void)service_log_wait(server, 0, " warning cut off requests=1$");
        assert_true(image_read(client) < IMAGE_SIZE);
        tls_close(client);
    }
}

/*
 * On a busy machine the second may be over before the signal has come: then it
 * was not the end that bounded the download, and this proves nothing.
 */
static bool the_end_bounds_a_download(void)
{
    static const char *const one_second[] = {"--timeout", "1", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = one_second});
    scoped_tls struct tls_client *client = image_try(server);
    struct timespec before = {0};
    struct timespec after = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &before); /* cannot fail */
    drains(server, SIGTERM);
    assert_int_equal(process_wait(&server->process), 0);
    (void)clock_gettime(CLOCK_MONOTONIC, &after);
    if (service_log_count(server, 0, "draining requests=1 downloads=1$") == 0)
        return false;
    assert_true(image_read(client) < IMAGE_SIZE);
    /* A whole second, not what is left of one: never less, on any machine. */
    assert_true((after.tv_sec - before.tv_sec) * 1000 +
                    (after.tv_nsec - before.tv_nsec) / 1000000 >=
                1000);
    return true;
}

BARE_TEST(the_timeout_bounds_a_client_that_does_not_read)
{
    wait_until(the_end_bounds_a_download());
}

SUITE("contract/drain")
