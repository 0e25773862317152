/* SPDX-License-Identifier: MIT */
/*
 * Contract: the limits of README's table that have a word. Each is attacked:
 * who goes beyond is stopped, counted and named, and others are served.
 */
/* prlimit() is Linux's own. */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "handed.h"
#include "probe/loopback.h"
#include "probe/proc.h"
#include "sent.h"
#include "support.h"

/* In TLS 1.2 nothing comes after the handshake that was not asked for. */
static const struct tls_setup sensor = {.certificate = "sensor-1",
                                        .priorities = TLS_1_2};

/* With these options, up to a NULL, and a status port. */
#define START(...) \
    service_start(&(struct service_setup){ \
        .options = \
            (const char *const[]){"--status-port", "0", __VA_ARGS__, NULL}})

/* How often that limit was met. */
static double met(const struct service *server, const char *limit)
{
    char name[64];

    (void)snprintf(name, sizeof name, "mtls_limits_met_total{limit=\"%s\"}",
                   limit);
    return status_sample(server, name);
}

static void expect_line(const struct service *server, const char *limit)
{
    char pattern[96];

    (void)snprintf(pattern, sizeof pattern,
                   " warning limit=%s met client=127\\.0\\.0\\.[0-9]:[0-9]+ "
                   "times=1$",
                   limit);
    (void)service_log_wait(server, 0, pattern);
}

static bool is_served(const struct service *server)
{
    scoped_response struct http_response response = {0};

    return http_get(server, "operator", "/healthz", &response) == CURLE_OK &&
           response.status == 200;
}

/* Something can be read within that time: the end, if nothing was asked. */
static bool is_over(int descriptor, int milliseconds)
{
    struct pollfd end = {.fd = descriptor, .events = POLLIN};

    return poll(&end, 1, milliseconds) > 0;
}

/* ---- Memory ------------------------------------------------------------- */

#define BYTE "\\u0001" /* of a name: six of the answer */
#define BYTES BYTE BYTE BYTE BYTE BYTE BYTE BYTE BYTE BYTE BYTE BYTE BYTE
#define LARGE \
    "{\"sensor\":\"" BYTES BYTES BYTES BYTES BYTES \
    "\",\"value\":1,\"unit\":\"" BYTES "\"}"
#define LARGE_READINGS 1000 /* all that are kept: about half a MiB */
#define DO_NOT_READ 400

static void fill(const struct service *server)
{
    scoped_client struct http_client *client = client_new(server, "sensor-1");
    scoped_response struct http_response response = {0};
    const struct http_request request = {.path = "/readings",
                                         .type = "application/json",
                                         .body = LARGE,
                                         .length = strlen(LARGE)};

    for (int i = 0; i < LARGE_READINGS; i++) {
        (void)client_send(client, &request, &response);
        assert_status(&response, 201);
    }
}

/*
 * What each asks for is in the server's memory until it has been read, but for
 * what the kernel holds: hardly any here. Accepted sockets inherit that.
 */
static struct service *start_with_short_queues(void)
{
    static const char *const options[] = {"--status-port", "0", NULL};
    struct service_setup setup = handed_setup;
    const int size = 1;

    (void)handed_open(true);
    assert_system_ok(setsockopt(9, SOL_SOCKET, SO_SNDBUF, &size, sizeof size));
    setup.options = options;
    return service_start(&setup);
}

BARE_TEST(what_answers_hold_is_bounded)
{
    struct service *server = NULL;
    struct tls_client *clients[DO_NOT_READ];
    struct tls_setup setup = {.certificate = "sensor-1",
                              .receive_buffer = 4096};
    scoped_response struct http_response response = {0};
    size_t count = 0;

    if (service_is_per_request())
        skip_because("each of its threads waits for a client, for ever");
    server = start_with_short_queues();
    fill(server);
    while (count < DO_NOT_READ && met(server, "answers") == 0) {
        clients[count] = tls_connect(server, &setup);
        assert_gnutls_ok(
            tls_send_text(clients[count++], GET("/readings?limit=1000")));
    }
    assert_true(met(server, "answers") > 0);
    expect_line(server, "answers");
    assert_get(server, "operator", "/healthz", 200);
    (void)http_get(server, "operator", "/readings?limit=1000", &response);
    assert_problem(&response, 503);
    while (count > 0)
        tls_close(clients[--count]);
    wait_until(http_get(server, "operator", "/readings?limit=1000",
                        &response) == CURLE_OK &&
               response.status == 200);
    (void)close(9);
}

/* ---- Time --------------------------------------------------------------- */

/* A body that comes byte by byte, ten a second, until the server ends it. */
static void drip(const struct service *server)
{
    scoped_tls struct tls_client *client = tls_try(server, &sensor);
    struct deadline deadline = deadline_start();

    if (client == NULL ||
        tls_send_text(client, POST JSON "Content-Length: 60000\r\n\r\n{") < 0)
        return;
    while (deadline_left(&deadline) > 0 && !is_over(tls_socket(client), 100) &&
           tls_send_text(client, " ") >= 0) {
    }
}

/*
 * On a busy machine a byte may be late, and then it is --timeout that ends
 * the client: that one proves nothing, and another comes.
 */
static bool drips_until(const struct service *server, const char *limit)
{
    drip(server);
    return met(server, limit) > 0;
}

#define CUT_OFF "audit .*method=POST .* status=0 bytes=0 end=aborted"

BARE_TEST(a_body_that_comes_too_slowly_is_cut_off)
{
    struct service *server = START("--timeout", "1", "--body-rate", "1000000");

    wait_until(drips_until(server, "body_rate"));
    expect_line(server, "body_rate");
    (void)service_log_wait(server, 0, CUT_OFF);
    assert_true(met(server, "request_time") == 0);
    wait_until(is_served(server));
}

/* Its rate is low from the first byte on, and it is in time. */
BARE_TEST(a_short_body_may_come_as_it_likes)
{
    scoped_response struct http_response response = {0};
    struct service *server = START("--body-rate", "1000000");
    scoped_tls struct tls_client *client = tls_connect(server, &sensor);

    assert_gnutls_ok(
        tls_send_text(client, POST JSON "Content-Length: 35\r\n\r\n"));
    for (size_t i = 0; i < 35; i++) {
        assert_gnutls_ok(tls_send(client, &GOOD[i], 1));
        assert_true(met(server, "body_rate") == 0);
    }
    assert_true(tls_answer(client, false, &response));
    assert_status(&response, 201);
}

BARE_TEST(a_request_that_takes_too_long_is_cut_off)
{
    struct service *server = START("--request-time", "1");

    wait_until(drips_until(server, "request_time"));
    expect_line(server, "request_time");
    (void)service_log_wait(server, 0, CUT_OFF);
    assert_true(met(server, "body_rate") == 0);
    wait_until(is_served(server));
}

static bool reads_until(struct tls_client *client,
                        const struct service *server)
{
    static char part[4096];

    (void)recv(tls_socket(client), part, sizeof part, MSG_DONTWAIT);
    return met(server, "request_time") > 0;
}

BARE_TEST(an_answer_that_takes_too_long_is_cut_off)
{
    struct service *server = START("--request-time", "1");
    struct tls_client *client = NULL;

    wait_until((client = image_try(server)) != NULL);
    wait_until(reads_until(client, server));
    (void)service_log_wait(server, 0,
                           "audit .*path=\"/firmware/image.bin\" status=200 "
                           "bytes=[0-9]+ end=aborted");
    tls_close(client);
}

static double seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Asks again and again; false if a request has taken a second: too slow. */
static bool asks_for_two_seconds(const struct service *server)
{
    scoped_tls struct tls_client *client = tls_try(server, &sensor);
    double begun = seconds();
    double last = begun;

    while (client != NULL && last < begun + 2) {
        scoped_response struct http_response response = {0};
        bool good = tls_send_text(client, GET("/healthz")) >= 0 &&
                    tls_answer(client, false, &response);

        if (seconds() - last >= 1)
            return false;
        if (!good)
            fail_because("cut off in its time");
        last = seconds();
    }
    return client != NULL;
}

BARE_TEST(each_request_has_a_time_of_its_own)
{
    struct service *server =
        START("--request-time", "1", "--max-requests", "1000000");

    if (service_is_per_request())
        skip_because("it keeps no connection");
    wait_until(asks_for_two_seconds(server));
}

/* ---- Requests ----------------------------------------------------------- */

BARE_TEST(the_last_request_of_a_connection_says_so)
{
    scoped_response struct http_response response = {0};
    int last = service_is_per_request() ? 1 : 3;
    struct service *server = START("--max-requests", last == 1 ? "1" : "3");
    scoped_tls struct tls_client *client = tls_connect(server, &sensor);

    for (int i = 1; i <= last; i++) {
        assert_true(met(server, "requests") == 0);
        ask(client, i == 2 ? GET("/nowhere") : GET("/healthz"), &response);
        assert_status(&response, i == 2 ? 404 : 200);
        assert_header(&response, "Connection", i == last ? "close" : NULL);
    }
    tls_expect_end(client);
    assert_true(met(server, "requests") == 1);
    expect_line(server, "requests");
    assert_true(is_served(server));
}

/* ---- Connections -------------------------------------------------------- */

static int enter(const struct service *server, in_addr_t from)
{
    return loopback_connect(from, htonl(INADDR_LOOPBACK), server->port);
}

/* Waits for the end of a connection that has sent nothing. */
static void expect_closed(int descriptor)
{
    char byte = 0;

    assert_system_ok(descriptor);
    wait_until(is_over(descriptor, 100));
    assert_true(recv(descriptor, &byte, 1, 0) <= 0);
    (void)close(descriptor);
}

BARE_TEST(an_address_has_so_many_connections)
{
    static const char active[] = "mtls_connections_active";
    struct service *server = START("--max-per-address", "2");
    int first = enter(server, 0);
    int second = enter(server, 0);
    int other = -1;

    wait_until(status_sample(server, active) == 2);
    for (int i = 1; i <= 5; i++) {
        expect_closed(enter(server, 0));
        assert_true(met(server, "per_address") == i);
    }
    expect_line(server, "per_address");
    assert_int_equal(service_log_count(server, 0, "limit=per_address"), 1);
    other = enter(server, htonl(INADDR_LOOPBACK + 1)); /* 127.0.0.2 */
    wait_until(status_sample(server, active) == 3);
    (void)close(first);
    wait_until(status_sample(server, active) == 2);
    assert_true(is_served(server)); /* in its place */
    (void)close(second);
    (void)close(other);
}

/* The line above counted once; so many come that each place is taken anew. */
BARE_TEST(places_are_given_back)
{
    struct service *server = START("--max-per-address", "1");

    for (int i = 0; i < 20; i++)
        wait_until(is_served(server));
}

/* contract/connections: who comes then waits. */
BARE_TEST(a_full_server_is_counted)
{
    struct service *server = START("--max-connections", "2", "--threads", "1");
    int first = enter(server, 0);
    int second = -1;

    wait_until(status_sample(server, "mtls_connections_active") == 1);
    assert_true(met(server, "connections") == 0);
    second = enter(server, 0);
    wait_until(met(server, "connections") == 1);
    expect_line(server, "connections");
    (void)close(first);
    (void)close(second);
}

/* ---- Descriptors -------------------------------------------------------- */

/* The first number that is free in the server. */
static rlim_t first_free(const struct service *server)
{
    struct stat link;
    rlim_t number = 0;

    for (;; number++) {
        char path[64];

        (void)snprintf(path, sizeof path, "/proc/%ld/fd/%lu",
                       (long)server->process.pid, (unsigned long)number);
        if (lstat(path, &link) < 0)
            return number;
    }
}

static long sockets(const struct service *server)
{
    struct proc proc = {0};

    assert_int_equal(proc_read(server->process.pid, &proc), 0);
    return proc.sockets;
}

/* From now on it gets no more descriptors; returns what its limit was. */
static struct rlimit starve(const struct service *server)
{
    struct rlimit before = {0};
    struct rlimit none = {0};

    assert_system_ok(
        prlimit(server->process.pid, RLIMIT_NOFILE, NULL, &before));
    none = before;
    none.rlim_cur = first_free(server);
    assert_system_ok(prlimit(server->process.pid, RLIMIT_NOFILE, &none, NULL));
    return before;
}

/* On a connection that is open. No number is better than a wrong one. */
BARE_TEST(without_descriptors_their_number_is_left_out)
{
    struct service *server = START("--max-connections", "100");
    scoped_client struct http_client *client = client_new(server, "operator");
    scoped_response struct http_response response = {0};
    struct rlimit before = {0};

    if (service_is_per_request())
        skip_because("no connection stays open");
    (void)client_get(client, "/metrics", &response);
    assert_contains(response.body, "\nprocess_open_fds ");
    before = starve(server);
    (void)client_get(client, "/metrics", &response);
    assert_system_ok(
        prlimit(server->process.pid, RLIMIT_NOFILE, &before, NULL));
    assert_status(&response, 200);
    assert_null(strstr(response.body, "\nprocess_open_fds "));
    assert_contains(response.body, "\nprocess_max_fds ");
}

#define TURNED_AWAY 20
#define DESCRIPTORS " warning limit=descriptors met client="

/*
 * Nobody is left in the queue, which would wake the server for ever: each is
 * closed at once, and counted. A server per request may have served one of
 * them with the last descriptor, and keeps that: then nobody is turned away.
 */
BARE_TEST(without_descriptors_clients_are_turned_away)
{
    struct service *server = START("--max-connections", "100");
    struct rlimit before = {0};
    long own = sockets(server);

    assert_true(is_served(server));
    wait_until(sockets(server) == own); /* none is to be closed later */
    before = starve(server);
    for (int i = 0; i < TURNED_AWAY && !service_is_per_request(); i++)
        expect_closed(enter(server, 0));
    assert_system_ok(
        prlimit(server->process.pid, RLIMIT_NOFILE, &before, NULL));
    wait_until(is_served(server));
    if (service_is_per_request())
        return;
    assert_true(met(server, "descriptors") >= TURNED_AWAY);
    expect_line(server, "descriptors");
    assert_true(service_log_count(server, 0, DESCRIPTORS) < TURNED_AWAY);
}

BARE_TEST(a_reserve_is_not_for_clients)
{
    static const char *const wrapper[] = {
        "sh", "-c", "ulimit -n 200; exec \"$0\" \"$@\"", NULL};
    static const char *const options[] = {"--reserve", "100", "--threads", "2",
                                          NULL};
    struct service *server = service_start(
        &(struct service_setup){.wrapper = wrapper, .options = options});

    (void)service_log_wait(server, 0,
                           "--max-connections lowered from 2000 to 48:");
    assert_true(is_served(server));
}

SUITE("contract/limits")
