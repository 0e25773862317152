/* SPDX-License-Identifier: MIT */
/*
 * Contract: --status-port. Health, readiness and metrics on a port of the
 * loopback address, without a certificate.
 */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe/loopback.h"
#include "support.h"

static struct service *start_with_status(unsigned *port)
{
    static const char *const options[] = {"--status-port", "0", "--timeout",
                                          "3600", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = options});

    *port = status_port(server);
    return server;
}

static int connect_to(in_addr_t address, unsigned port)
{
    return loopback_connect(0, address, port);
}

static void expect(unsigned port, const char *line, const char *status,
                   const char *part)
{
    char *text = status_fetch(port, line);
    char start[64];

    (void)snprintf(start, sizeof start, "HTTP/1.1 %s ", status);
    if (strncmp(text, start, strlen(start)) != 0)
        fail_because("%s: not %s, but %s", line, status, text);
    assert_contains(text, part);
    free(text);
}

/* ---- What it answers --------------------------------------------------- */

BARE_TEST(health_and_readiness_need_no_certificate)
{
    unsigned port = 0;

    (void)start_with_status(&port);
    expect(port, "GET /healthz", "200", "\r\n\r\n{\"status\":\"ok\"}");
    expect(port, "GET /readyz", "200", "\r\n\r\n{\"status\":\"ready\"}");
    expect(port, "HEAD /readyz", "200", "Content-Length: 18");
}

BARE_TEST(the_metrics_are_those_of_the_server)
{
    unsigned port = 0;
    struct service *server = start_with_status(&port);
    scoped_response struct http_response response = {0};
    char fault[512] = "";
    char *text = NULL;
    const char *page = NULL;

    (void)http_get(server, "sensor-1", "/whoami", &response);
    assert_status(&response, 200);
    text = status_fetch(port, "GET /metrics");
    page = strstr(text, "\r\n\r\n");
    assert_non_null(page);
    if (!samples_check(page + 4, fault, sizeof fault))
        fail_because("%s", fault);
    assert_true(samples_value(page + 4,
                              "mtls_handshakes_total{result=\"accepted\","
                              "reason=\"full\"}") == 1);
    free(text);
}

BARE_TEST(nothing_else_is_to_be_had_there)
{
    static const char *const paths[] = {
        "/",         "/whoami",     "/requests", "/sessions",
        "/readings", "/firmware/x", "/healthz/"};
    unsigned port = 0;
    char line[64];

    (void)start_with_status(&port);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        (void)snprintf(line, sizeof line, "GET %s", paths[i]);
        expect(port, line, "404", "/readyz");
    }
    /* RFC 9110, section 15.5.6 */
    expect(port, "POST /healthz", "405", "\r\nAllow: GET, HEAD\r\n");
    expect(port, "DELETE /metrics", "405", "GET or HEAD");
}

/* ---- Who can reach it --------------------------------------------------- */

BARE_TEST(without_the_option_there_is_no_such_port)
{
    struct service *server = service_start(NULL);

    assert_int_equal(service_log_count(server, 0, "status on"), 0);
}

/* 127.0.0.2 is this machine's too: a socket bound to all would take it. */
BARE_TEST(it_listens_on_the_loopback_address_alone)
{
    unsigned port = 0;
    struct ifaddrs *all = NULL;

    (void)start_with_status(&port);
    assert_int_equal(connect_to(htonl(INADDR_LOOPBACK + 1), port), -1);
    assert_system_ok(getifaddrs(&all));
    for (struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
        struct sockaddr_in in;

        if (one->ifa_addr == NULL || one->ifa_addr->sa_family != AF_INET)
            continue;
        memcpy(&in, one->ifa_addr, sizeof in);
        if (in.sin_addr.s_addr != htonl(INADDR_LOOPBACK))
            assert_int_equal(connect_to(in.sin_addr.s_addr, port), -1);
    }
    freeifaddrs(all);
}

BARE_TEST(a_port_that_is_taken_is_named)
{
    char taken[16];
    unsigned port = 0;

    (void)start_with_status(&port);
    (void)snprintf(taken, sizeof taken, "%u", port);
    assert_refuses_option("--status-port", taken,
                          "choose another --status-port");
    assert_refuses(2, "--status-port takes a number", "--status-port", "x");
}

/* ---- In a drain --------------------------------------------------------- */

BARE_TEST(in_a_drain_it_lives_and_is_not_ready)
{
    unsigned port = 0;
    struct service *server = start_with_status(&port);
    struct tls_client *client = image_begin(server);

    service_signal(server, SIGTERM);
    (void)service_log_wait(server, 0, "SIGTERM: draining requests=1");
    expect(port, "GET /readyz", "503", "{\"status\":\"not ready\"}");
    expect(port, "GET /healthz", "200", "{\"status\":\"ok\"}");
    assert_int_equal(image_read(client), IMAGE_SIZE);
    assert_int_equal(process_wait(&server->process), 0);
    assert_int_equal(connect_to(htonl(INADDR_LOOPBACK), port), -1);
    tls_close(client);
}

/* Clients who take every place on the one port do not close the other. */
BARE_TEST(it_answers_when_all_places_are_taken)
{
    static const char *const options[] = {"--status-port",
                                          "0",
                                          "--max-connections",
                                          "2",
                                          "--threads",
                                          "1",
                                          NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = options});
    unsigned port = status_port(server);
    int idle[3];

    for (size_t i = 0; i < 3; i++)
        idle[i] = connect_to(htonl(INADDR_LOOPBACK), server->port);
    expect(port, "GET /readyz", "200", "ready");
    for (size_t i = 0; i < 3; i++)
        (void)close(idle[i]);
}

/* As many as it takes: their silence ends, and one more is answered. */
BARE_TEST(who_is_silent_there_keeps_nobody_out)
{
    int silent[16];
    unsigned port = 0;
    char byte = 0;

    (void)start_with_status(&port);
    for (size_t i = 0; i < 16; i++)
        silent[i] = connect_to(htonl(INADDR_LOOPBACK), port);
    expect(port, "GET /readyz", "200", "ready");
    /* It has waited for that: the first is gone by now. */
    assert_int_equal(recv(silent[0], &byte, 1, MSG_DONTWAIT), 0);
    for (size_t i = 0; i < 16; i++)
        (void)close(silent[i]);
}

SUITE("contract/status")
