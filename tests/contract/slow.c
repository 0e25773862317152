/* SPDX-License-Identifier: MIT */
/*
 * Contract: clients that stop and stay do not keep others from being served.
 */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "support.h"

#define SILENT 16 /* far more than the server has threads */

static void serves(const struct service *server)
{
    for (int i = 0; i < 8; i++)
        assert_get(server, "operator", "/healthz", 200);
}

SERVER_TEST(clients_silent_from_the_start_do_not_hold_others_up)
{
    struct tls_client *clients[SILENT];

    for (size_t i = 0; i < SILENT; i++)
        clients[i] = tls_open(*state, &tls_sensor);
    serves(*state);
    for (size_t i = 0; i < SILENT; i++)
        tls_close(clients[i]);
}

SERVER_TEST(clients_silent_in_mid_handshake_do_not_hold_others_up)
{
    struct tls_client *clients[SILENT];

    for (size_t i = 0; i < SILENT; i++) {
        clients[i] = tls_open(*state, &tls_sensor);
        /* One byte; part of the first flight; the whole of it. */
        if (i % 3 == 0)
            tls_handshake_part(clients[i], 1);
        else
            tls_break_off(clients[i],
                          i % 3 == 1 ? CUT_IN_HELLO : CUT_AFTER_FLIGHT);
    }
    serves(*state);
    for (size_t i = 0; i < SILENT; i++)
        tls_close(clients[i]);
}

#define A_WHILE 11000 /* milliseconds */

/* One byte, and then nothing for a while. */
static ssize_t push_slowly(gnutls_transport_ptr_t socket, const void *data,
                           size_t size)
{
    static bool begun;
    ssize_t sent =
        send((int)(intptr_t)socket, data, begun ? size : 1, MSG_NOSIGNAL);

    if (!begun)
        (void)poll(NULL, 0, A_WHILE);
    begun = true;
    return sent;
}

/* As of somebody who looks for his card: --timeout is all that ends it. */
BARE_TEST(a_handshake_may_take_a_while)
{
    struct service *server = service_start(NULL);
    struct tls_client *client = tls_open(server, &tls_sensor);

    gnutls_transport_set_push_function(tls_library(client), push_slowly);
    assert_gnutls_ok(tls_handshake(client));
    assert_int_equal(ask_status(client, GET("/healthz")), 200);
    tls_close(client);
}

/* More than a server would send in time that waits after each part of it. */
#define IMAGE (16UL << 20)

SERVER_TEST(clients_silent_in_mid_handshake_do_not_hold_a_download_up)
{
    struct tls_client *clients[SILENT];
    scoped_response struct http_response response = {0};
    char *image = calloc(1, IMAGE);

    assert_non_null(image);
    service_put(*state, "image.bin", image, IMAGE);
    free(image);
    for (size_t i = 0; i < SILENT; i++) {
        clients[i] = tls_open(*state, &tls_sensor);
        tls_break_off(clients[i], CUT_IN_HELLO);
    }
    (void)http_get(*state, "operator", "/firmware/image.bin", &response);
    assert_status(&response, 200);
    assert_int_equal(response.length, IMAGE);
    for (size_t i = 0; i < SILENT; i++)
        tls_close(clients[i]);
}

SERVER_TEST(clients_silent_in_mid_request_do_not_hold_others_up)
{
    static const char request[] =
        "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        "Content-Type: application/json\r\n\r\n{\"sensor\":";
    struct tls_client *clients[SILENT];

    for (size_t i = 0; i < SILENT; i++) {
        clients[i] = tls_connect(*state, &tls_sensor);
        assert_gnutls_ok(tls_send(clients[i], request,
                                  i * (sizeof request - 1) / (SILENT - 1)));
    }
    serves(*state);
    for (size_t i = 0; i < SILENT; i++)
        tls_close(clients[i]);
}

SERVER_TEST(clients_that_do_not_read_do_not_hold_others_up)
{
    static char data[4000000];
    struct tls_client *clients[SILENT];

    service_put(*state, "image.bin", data, sizeof data);
    for (size_t i = 0; i < SILENT; i++) {
        clients[i] =
            tls_connect(*state, &(struct tls_setup){.certificate = "sensor-1",
                                                    .receive_buffer = 4096});
        assert_gnutls_ok(tls_send_text(clients[i],
                                       "GET /firmware/image.bin HTTP/1.1\r\n"
                                       "Host: x\r\n\r\n"));
    }
    serves(*state);
    for (size_t i = 0; i < SILENT; i++)
        tls_close(clients[i]);
}

SUITE("contract/slow")
