/* SPDX-License-Identifier: MIT */
/*
 * Contract: clients that stop and stay are ended by --timeout. On a busy
 * machine the second is over before a client has come as far as it should:
 * that one proves nothing, and another is sent.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "support.h"

static struct service *start_with(unsigned timeout)
{
    char seconds[16];
    const char *const options[] = {"--timeout", seconds, NULL};

    (void)snprintf(seconds, sizeof seconds, "%u", timeout);
    return service_start(&(struct service_setup){.options = options});
}

static struct service *start(void)
{
    return start_with(1);
}

static struct tls_client *enter(const struct service *server)
{
    struct tls_client *client = NULL;

    wait_until((client = tls_try(server, &tls_sensor)) != NULL);
    return client;
}

/* As many as have come are counted. */
static struct tls_client *break_off(const struct service *server,
                                    enum tls_cut cut, unsigned *count)
{
    struct deadline deadline = deadline_start();
    struct tls_client *client = NULL;

    while (deadline_left(&deadline) > 0) {
        client = tls_open(server, &tls_sensor);
        (*count)++;
        if (tls_breaks_off(client, cut))
            return client;
        tls_close(client);
    }
    patience_ran_out();
    fail_because("the server's flight never came within its second");
    return NULL;
}

static bool answers(const struct service *server)
{
    scoped_response struct http_response response = {0};

    return http_get(server, "operator", "/healthz", &response) == CURLE_OK &&
           response.status == 200;
}

static void serves(const struct service *server)
{
    for (int i = 0; i < 8; i++)
        wait_until(answers(server));
}

/* The one that asks is the only one. */
static bool alone(const struct service *server)
{
    scoped_response struct http_response response = {0};

    return http_get(server, "operator", "/metrics", &response) == CURLE_OK &&
           response.status == 200 &&
           samples_value(response.body, "mtls_connections_active") == 1;
}

/* The server closes: the stream ends, or is reset. Waits for it. */
static void socket_ends(const struct tls_client *client)
{
    struct deadline deadline = deadline_start();
    char rest[4096];
    ssize_t got = 1;

    while (got > 0 || deadline_left(&deadline) > 0) {
        struct timeval wait = {.tv_sec = deadline_left(&deadline) / 1000 + 1};

        assert_system_ok(setsockopt(tls_socket(client), SOL_SOCKET,
                                    SO_RCVTIMEO, &wait, sizeof wait));
        got = recv(tls_socket(client), rest, sizeof rest, 0);
        if (got == 0 || (got < 0 && deadline_left(&deadline) > 0))
            return;
    }
    patience_ran_out();
    fail_because("the server does not end this connection");
}

BARE_TEST(a_timeout_ends_a_handshake)
{
    static const char counted[] = " no handshake .*reason=incomplete";
    const struct service *server = start();
    struct tls_client *clients[4]; /* the first one says nothing */
    unsigned count = 2;

    clients[0] = tls_open(server, &tls_sensor);
    clients[1] = tls_open(server, &tls_sensor);
    tls_handshake_part(clients[1], 1);
    clients[2] = break_off(server, CUT_IN_HELLO, &count);
    clients[3] = break_off(server, CUT_AFTER_FLIGHT, &count);
    for (size_t i = 0; i < 4; i++) {
        socket_ends(clients[i]);
        tls_close(clients[i]);
    }
    wait_until(service_log_count(server, 0, counted) == count);
    serves(server);
}

static double seconds_of(clockid_t clock)
{
    struct timespec time = {0};

    assert_system_ok(clock_gettime(clock, &time));
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* On a busy machine whoever spins takes less: then this proves less. */
BARE_TEST(who_thinks_in_mid_handshake_takes_no_core)
{
    const struct service *server = start();
    struct tls_client *clients[4];
    clockid_t used_by_server;
    double began = 0, used = 0;
    unsigned count = 0;

    assert_int_equal(clock_getcpuclockid(server->process.pid, &used_by_server),
                     0);
    used = seconds_of(used_by_server);
    began = seconds_of(CLOCK_MONOTONIC);
    for (size_t i = 0; i < 4; i++)
        clients[i] =
            break_off(server, i % 2 ? CUT_IN_HELLO : CUT_AFTER_FLIGHT, &count);
    for (size_t i = 0; i < 4; i++) {
        socket_ends(clients[i]);
        tls_close(clients[i]);
    }
    assert_true(seconds_of(used_by_server) - used <
                (seconds_of(CLOCK_MONOTONIC) - began) / 2);
}

BARE_TEST(a_timeout_ends_a_silent_connection_and_half_a_head)
{
    static const char *const sent[] = {"", "G", "GET /healthz HTTP/1.1\r\nHo"};
    const struct service *server = start();
    struct tls_client *clients[3];

    for (size_t i = 0; i < 3; i++) {
        clients[i] = enter(server);
        (void)tls_send_text(clients[i], sent[i]); /* it may be over already */
    }
    for (size_t i = 0; i < 3; i++) {
        socket_ends(clients[i]);
        tls_close(clients[i]);
    }
    serves(server);
}

/* A request that had begun when its time was over is in the audit log. */
static bool half_a_body_is_audited(const struct service *server)
{
    scoped_tls struct tls_client *client = enter(server);

    (void)tls_send_text(client, "POST /readings HTTP/1.1\r\nHost: x\r\n"
                                "Content-Length: 100\r\n"
                                "Content-Type: application/json\r\n\r\n{");
    socket_ends(client);
    return service_log_count(server, 0, "audit .*method=POST .* status=[04]") >
           0;
}

BARE_TEST(a_timeout_ends_half_a_body)
{
    const struct service *server = start();

    wait_until(half_a_body_is_audited(server));
    serves(server);
}

BARE_TEST(a_timeout_ends_a_download_that_nobody_reads)
{
    const struct service *server = start();
    struct tls_client *client = NULL;

    wait_until((client = image_try(server)) != NULL);
    (void)service_log_wait(server, 0,
                           "audit .*path=\"/firmware/image.bin\" status=200 ");
    wait_until(alone(server));
    tls_close(client);
}

/* ---- Drop by drop ------------------------------------------------------ */

static long milliseconds_since(const struct timespec *then)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (long)(now.tv_sec - then->tv_sec) * 1000 +
           (now.tv_nsec - then->tv_nsec) / 1000000;
}

/*
 * A record of 16 KiB that comes byte by byte, ten a second, until the server
 * ends it. Returns the longest time between two bytes, in milliseconds.
 */
static long longest_gap(const struct service *server)
{
    static const unsigned char head[] = {0x16, 0x03, 0x01, 0x40, 0x00, 0x01,
                                         0x00, 0x3f, 0xfc, 0x03, 0x03};
    const struct timespec tenth = {.tv_nsec = 100000000};
    scoped_tls struct tls_client *client = tls_open(server, &tls_sensor);
    struct deadline deadline = deadline_start();
    unsigned char drop = head[0];
    struct timespec last;
    long longest = 0;

    (void)clock_gettime(CLOCK_MONOTONIC, &last); /* cannot fail */
    for (size_t sent = 1;
         send(tls_socket(client), &drop, 1, MSG_NOSIGNAL) == 1; sent++) {
        long gap = milliseconds_since(&last);

        longest = gap > longest ? gap : longest;
        (void)clock_gettime(CLOCK_MONOTONIC, &last);
        drop = sent < sizeof head ? head[sent] : 0;
        if (!deadline_wait(&deadline))
            fail_because("it goes on for ever");
        (void)nanosleep(&tenth, NULL);
    }
    return longest;
}

/*
 * Each byte comes in time, the whole never: the bound is on the handshake. A
 * byte that was late would be the end for another reason: then the time-out
 * is too short for this machine.
 */
BARE_TEST(a_handshake_of_drops_is_ended_too)
{
    unsigned timeout = 1;

    while (longest_gap(start_with(timeout)) >= (long)timeout * 1000) {
        timeout *= 2;
        if (timeout > patience() / 2)
            fail_because("too slow to send ten bytes a second");
    }
}

SUITE("contract/timeouts")
