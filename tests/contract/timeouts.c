/* SPDX-License-Identifier: MIT */
/*
 * Contract: clients that stop and stay are ended by --timeout.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "support.h"

static const struct tls_setup sensor = {.certificate = "sensor-1"};

static const char *const one_second[] = {"--timeout", "1", NULL};

static struct service *start(void)
{
    return service_start(&(struct service_setup){.options = one_second});
}

static void serves(const struct service *server)
{
    scoped_response struct http_response response = {0};

    for (int i = 0; i < 8; i++) {
        (void)http_get(server, "operator", "/healthz", &response);
        assert_status(&response, 200);
    }
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
    fail_because("the server does not end this connection");
}

static void a_timeout_ends_a_handshake(void **state)
{
    const struct service *server = start();
    size_t hello = tls_hello_size(server, &sensor);
    const size_t sizes[] = {0, 1, hello / 2, hello};
    struct tls_client *clients[4];
    double before = handshakes(server, "incomplete");

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        clients[i] = tls_open(server, &sensor);
        if (sizes[i] > 0)
            tls_handshake_part(clients[i], sizes[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        socket_ends(clients[i]);
        tls_close(clients[i]);
    }
    wait_until(handshakes(server, "incomplete") >= before + 4);
    serves(server);
}

static void a_timeout_ends_a_silent_connection_and_half_a_request(void **state)
{
    static const char *const sent[] = {
        "", "G", "GET /healthz HTTP/1.1\r\nHo",
        ("POST /readings HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
         "Content-Type: application/json\r\n\r\n{")};
    const struct service *server = start();
    struct tls_client *clients[4];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        clients[i] = tls_connect(server, &sensor);
        assert_gnutls_ok(tls_send_text(clients[i], sent[i]));
    }
    for (size_t i = 0; i < 4; i++) {
        socket_ends(clients[i]);
        tls_close(clients[i]);
    }
    (void)service_log_wait(server, 0, "audit .*method=POST .* status=[04]");
    serves(server);
}

static void a_timeout_ends_a_download_that_nobody_reads(void **state)
{
    static char data[16000000];
    const struct service *server = start();
    struct tls_client *client =
        tls_connect(server, &(struct tls_setup){.certificate = "sensor-1",
                                                .receive_buffer = 4096});

    (void)state;
    service_put(server, "image.bin", data, sizeof data);
    assert_gnutls_ok(tls_send_text(
        client, "GET /firmware/image.bin HTTP/1.1\r\nHost: x\r\n\r\n"));
    (void)service_log_wait(server, 0,
                           "audit .*path=\"/firmware/image.bin\" status=200 ");
    wait_until(sample(server, "mtls_connections_active") == 1);
    tls_close(client);
}

/* Each byte comes in time, the whole never: the bound is on the handshake. */
static void a_handshake_of_drops_is_ended_too(void **state)
{
    /* A record of 16 KiB that comes byte by byte, ten a second. */
    static const unsigned char head[] = {0x16, 0x03, 0x01, 0x40, 0x00, 0x01,
                                         0x00, 0x3f, 0xfc, 0x03, 0x03};
    struct tls_client *client = tls_open(start(), &sensor);
    struct deadline deadline = deadline_start();
    unsigned char drop = head[0];

    (void)state;
    for (size_t sent = 1;
         send(tls_socket(client), &drop, 1, MSG_NOSIGNAL) == 1; sent++) {
        drop = sent < sizeof head ? head[sent] : 0;
        for (int i = 0; i < 50; i++) {
            if (!deadline_wait(&deadline))
                fail_because("it goes on for ever");
        }
    }
    tls_close(client);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        BARE_TEST(a_timeout_ends_a_handshake),
        BARE_TEST(a_timeout_ends_a_silent_connection_and_half_a_request),
        BARE_TEST(a_timeout_ends_a_download_that_nobody_reads),
        BARE_TEST(a_handshake_of_drops_is_ended_too),
    };

    return suite_run("contract/timeouts", tests, argc, argv);
}
