/* SPDX-License-Identifier: MIT */
/*
 * Faults: clients that are gone, or silent, after each byte of what they
 * send: the ClientHello, their last flight, a request with a body. Nothing is
 * left of them. FAULTS_ALL=1 tries each byte, else it is a sample.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/gauge.h"
#include "support.h"

#define STAYING 48    /* silent clients at a time */
#define SIGNATURES 16 /* by how many bytes their lengths may differ */

static const char request[] =
    "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    "Content-Length: 36\r\n\r\n{\"sensor\":\"s\",\"value\":1,\"unit\":\"mm\"}";

/* ---- A client of so many bytes -------------------------------------- */

/* What it may still send, and what it has sent. */
struct cut {
    int socket;
    size_t left, sent;
};

static ssize_t push(gnutls_transport_ptr_t object, const void *data,
                    size_t size)
{
    struct cut *cut = object;
    ssize_t sent = 0;

    if (cut->left == 0)
        return -1;
    sent = send(cut->socket, data, size < cut->left ? size : cut->left,
                MSG_NOSIGNAL);
    if (sent > 0) {
        cut->left -= (size_t)sent;
        cut->sent += (size_t)sent;
    }
    return sent;
}

/* Sends so much of all, and no more. */
static struct tls_client *send_part(const struct service *server,
                                    const char *priorities, struct cut *cut)
{
    static const struct tls_setup setup = {.certificate = "sensor-1"};
    struct tls_setup with = setup;
    struct tls_client *client = NULL;

    with.priorities = priorities;
    client = tls_open(server, &with);
    cut->socket = tls_socket(client);
    gnutls_transport_set_ptr2(tls_library(client),
                              (gnutls_transport_ptr_t)(intptr_t)cut->socket,
                              cut);
    gnutls_transport_set_push_function(tls_library(client), push);
    if (tls_handshake(client) >= 0)
        (void)tls_send_text(client, request); /* cut short, as a rule */
    return client;
}

static size_t all_bytes(const struct service *server, const char *priorities)
{
    struct cut cut = {.left = SIZE_MAX};
    scoped_tls struct tls_client *client = send_part(server, priorities, &cut);
    scoped_response struct http_response response = {0};

    assert_true(tls_answer(client, false, &response));
    assert_status(&response, 201);
    return cut.sent;
}

static size_t step(void)
{
    const char *all = getenv("MTLS_FAULTS_ALL");

    return all != NULL && strcmp(all, "1") == 0 ? 1 : 13;
}

/* ---- Gone ----------------------------------------------------------- */

static void reset(int descriptor)
{
    const struct linger at_once = {.l_onoff = 1};

    assert_system_ok(setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once,
                                sizeof at_once));
}

static void vanish(const struct service *server, bool by_reset, size_t every)
{
    for (size_t v = 0; v < 2; v++) {
        size_t all = all_bytes(server, tls_versions[v]);

        for (size_t bytes = 0; bytes < all; bytes += every) {
            struct cut cut = {.left = bytes};
            struct tls_client *client =
                send_part(server, tls_versions[v], &cut);

            /* A signature is longer or shorter by a few bytes. */
            assert_true(cut.sent == bytes || bytes + SIGNATURES > all);
            if (by_reset)
                reset(cut.socket);
            tls_close(client);
        }
    }
}

static void expect_same(const struct gauge *gauge,
                        const struct holding *before)
{
    struct holding now = gauge_rest(gauge, 0);
    struct holding grown = holding_minus(&now, before);
    char text[HOLDING_TEXT];

    if (grown.blocks != 0 || grown.bytes != 0 || grown.descriptors != 0)
        fail_because("left behind: %s", holding_text(&grown, text));
}

BARE_TEST(a_client_that_is_gone_after_any_byte_leaves_nothing)
{
    struct gauge gauge = {0};
    struct service *server = gauge_start(&gauge, (struct service_setup){0});
    struct holding before;

    vanish(server, false, 97);
    vanish(server, true, 97);
    before = gauge_rest(&gauge, 0);
    vanish(server, false, step());
    expect_same(&gauge, &before);
    vanish(server, true, step());
    expect_same(&gauge, &before);
    assert_get(server, "sensor-1", "/healthz", 200);
    gauge_close(&gauge);
}

/* ---- Silent --------------------------------------------------------- */

/* STAYING of them, each silent after another byte, until they are ended. */
static void stay(const struct service *server, const char *priorities,
                 size_t first, size_t every)
{
    struct tls_client *clients[STAYING];
    struct cut cuts[STAYING];
    char rest[4096];

    for (size_t i = 0; i < STAYING; i++) {
        cuts[i] = (struct cut){.left = first + i * every};
        clients[i] = send_part(server, priorities, &cuts[i]);
    }
    for (size_t i = 0; i < STAYING; i++) {
        while (recv(cuts[i].socket, rest, sizeof rest, 0) > 0)
            continue; /* the server's flight; then the end */
        tls_close(clients[i]);
    }
}

BARE_TEST(a_client_that_is_silent_after_any_byte_is_ended)
{
    static const char *const options[] = {"--timeout", "1", NULL};
    struct gauge gauge = {0};
    struct service *patient = service_start(NULL);
    struct service *server =
        gauge_start(&gauge, (struct service_setup){.options = options});
    struct holding before;

    for (size_t v = 0; v < 2; v++) {
        size_t all = all_bytes(patient, tls_versions[v]);

        stay(server, tls_versions[v], 0, all / STAYING);
        before = gauge_rest(&gauge, 0);
        stay(server, tls_versions[v], all / STAYING / 2, all / STAYING);
        expect_same(&gauge, &before);
    }
    gauge_close(&gauge);
}

SUITE("faults/vanish")
