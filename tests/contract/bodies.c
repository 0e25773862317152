/* SPDX-License-Identifier: MIT */
/*
 * Contract: bodies by length. Up to --max-body they are taken, beyond they
 * are answered 413, whether the length was announced or not.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/gauge.h"
#include "support.h"

#define LIMIT 1000
#define START \
    "POST /readings HTTP/1.1\r\nHost: x\r\n" \
    "Content-Type: application/json\r\n"

static struct service *start(void)
{
    static const char *const options[] = {"--max-body", "1000", NULL};

    return service_start(&(struct service_setup){.options = options});
}

/* A good reading of exactly `size` bytes, by blanks; the caller frees it. */
static char *body_of(size_t size)
{
    static const char good[] = "{\"sensor\":\"s\",\"value\":1,\"unit\":\"K\"}";
    char *body = malloc(size + 1);

    assert_non_null(body);
    memset(body, ' ', size);
    body[size] = '\0';
    memcpy(body, good, sizeof good - 1);
    return body;
}

static void expect(const struct service *server, size_t size, bool chunked,
                   long status)
{
    scoped_response struct http_response response = {0};
    char *body = body_of(size);

    (void)http_send(server, "sensor-1",
                    &(struct http_request){.path = "/readings",
                                           .type = "application/json",
                                           .body = body,
                                           .length = size,
                                           .chunked = chunked},
                    &response);
    free(body);
    if (status == 201)
        assert_status(&response, 201);
    else
        assert_problem(&response, status);
}

BARE_TEST(a_body_at_the_limit_is_taken)
{
    const struct service *server = start();

    expect(server, LIMIT, false, 201);
    expect(server, LIMIT, true, 201);
}

BARE_TEST(a_body_beyond_the_limit_is_a_problem_413)
{
    const struct service *server = start();

    expect(server, LIMIT + 1, false, 413);
    expect(server, LIMIT + 1, true, 413);
    expect(server, 200000, false, 413);
    expect(server, 200000, true, 413);
}

SERVER_TEST(the_default_limit_is_64_kib)
{
    expect(*state, 65536, false, 201);
    expect(*state, 65537, false, 413);
}

/* It is read to its end, up to a bound, so that the client sees its 413. */
BARE_TEST(after_a_413_the_connection_goes_on)
{
    const struct service *server = start();
    scoped_client struct http_client *client = client_new(server, "sensor-1");
    scoped_response struct http_response response = {0};
    char *body = body_of(50000);

    (void)client_send(client,
                      &(struct http_request){.path = "/readings",
                                             .type = "application/json",
                                             .body = body,
                                             .length = 50000},
                      &response);
    free(body);
    assert_problem(&response, 413);
    (void)client_get(client, "/healthz", &response);
    assert_status(&response, 200);
    assert_int_equal(response.connects, service_is_per_request() ? 1 : 0);
}

/* Announced far beyond the bound: answered before any of it is sent. */
SERVER_TEST(a_huge_announced_length_is_answered_at_once)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    ask(client, START "Content-Length: 99999999999\r\n\r\n", &response);
    assert_problem(&response, 413);
}

/* Not announced and without an end: broken off, sooner or later. */
SERVER_TEST(an_endless_body_is_broken_off)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    static char chunk[16384 + 8];
    int code = 0;
    int sent = 0;

    memset(chunk, 'x', sizeof chunk);
    (void)snprintf(chunk, sizeof chunk, "4000\r\n");
    chunk[6] = 'x'; /* over the NUL */
    chunk[sizeof chunk - 2] = '\r';
    chunk[sizeof chunk - 1] = '\n';
    assert_gnutls_ok(
        tls_send_text(client, START "Transfer-Encoding: chunked\r\n\r\n"));
    for (; code >= 0 && sent < 4096; sent++)
        code = tls_send(client, chunk, sizeof chunk);
    assert_true(code < 0);
    assert_true(handshakes(*state, "full") >= 1); /* it serves others */
}

SERVER_TEST(a_body_where_none_belongs_does_no_harm)
{
    scoped_response struct http_response response = {0};

    (void)http_send(
        *state, "sensor-1",
        &(struct http_request){
            .method = "GET", .path = "/healthz", .body = "body", .length = 4},
        &response);
    assert_status(&response, 200);
    (void)http_send(
        *state, "sensor-1",
        &(struct http_request){
            .method = "PUT", .path = "/healthz", .body = "body", .length = 4},
        &response);
    assert_problem(&response, 405);
}

/* ---- Expect: 100-continue (RFC 9110, section 10.1.1) ------------------ */

SERVER_TEST(a_client_that_asks_is_told_to_go_on)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};
    char *body = body_of(100);

    assert_gnutls_ok(tls_send_text(
        client, START "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"));
    assert_true(tls_answer(client, false, &response));
    assert_status(&response, 100);
    assert_gnutls_ok(tls_send(client, body, 100));
    free(body);
    assert_true(tls_answer(client, false, &response));
    assert_status(&response, 201);
}

SERVER_TEST(who_asks_with_too_long_a_body_is_told_413_instead)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    assert_gnutls_ok(tls_send_text(client,
                                   START "Content-Length: 99999999\r\n"
                                         "Expect: 100-continue\r\n\r\n"));
    assert_true(tls_answer(client, false, &response));
    assert_problem(&response, 413);
}

/* ---- What they take ----------------------------------------------------- */

#define CRUMBS 16384
#define CRUMB "1\r\nx\r\n"
#define ROOM ((uint64_t)8 << 20)

/* Its length counts, and not in how many pieces it comes. */
BARE_TEST(a_body_in_crumbs_takes_no_more_than_its_length)
{
    const struct service *server = service_start(NULL);
    struct tls_client *client = tls_connect(server, &tls_sensor);
    uint64_t before = 0;

    assert_gnutls_ok(
        tls_send_text(client, START "Transfer-Encoding: chunked\r\n\r\n"));
    before = gauge_settled(server).rss_bytes;
    for (int i = 0; i < CRUMBS; i++)
        assert_gnutls_ok(tls_send_text(client, CRUMB));
    assert_true(gauge_settled(server).rss_bytes < before + ROOM);
    tls_close(client);
}

SUITE("contract/bodies")
