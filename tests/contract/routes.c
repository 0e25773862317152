/* SPDX-License-Identifier: MIT */
/*
 * Contract: what is common to all routes. Which there are, which methods they
 * take, the headers of their answers, HEAD, and the form of an error.
 */
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* Every path that GET answers by 200, and its content type. */
static const struct {
    const char *path;
    const char *type;
    const char *allow;
    bool steady; /* the same answer twice in a row */
} routes[] = {
    {"/healthz", "application/json", "GET, HEAD", true},
    {"/whoami", "application/json", "GET, HEAD", true},
    {"/readings", "application/json", "GET, HEAD, POST", true},
    {"/readings/1", "application/json", "GET, HEAD", true},
    {"/firmware/a.bin", "application/octet-stream", "GET, HEAD", true},
    {"/requests", "application/json", "GET, HEAD", false},
    {"/sessions", "application/json", "GET, HEAD", false},
    {"/metrics", "text/plain; version=0.0.4; charset=utf-8", "GET, HEAD",
     false},
};

#define ROUTES (sizeof routes / sizeof *routes)

/* One reading and one firmware, so that every path above is there. */
static void fill(const struct service *server)
{
    scoped_response struct http_response response = {0};

    service_put(server, "a.bin", "firmware", 8);
    (void)http_post_json(server, "sensor-1", "/readings",
                         "{\"sensor\":\"s\",\"value\":1,\"unit\":\"K\"}",
                         &response);
    assert_status(&response, 201);
}

SERVER_TEST(healthz_says_ok)
{
    scoped_response struct http_response response = {0};

    (void)http_get(*state, "sensor-1", "/healthz", &response);
    assert_status(&response, 200);
    assert_string_equal(response.body, "{\"status\":\"ok\"}");
}

SERVER_TEST(every_route_answers_with_its_content_type)
{
    scoped_response struct http_response response = {0};

    fill(*state);
    for (size_t i = 0; i < ROUTES; i++) {
        (void)http_get(*state, "sensor-1", routes[i].path, &response);
        assert_status(&response, 200);
        assert_header(&response, "Content-Type", routes[i].type);
    }
}

SERVER_TEST(every_answer_announces_its_length_and_is_not_stored)
{
    scoped_response struct http_response response = {0};
    char length[32];

    fill(*state);
    for (size_t i = 0; i < ROUTES; i++) {
        (void)http_get(*state, "sensor-1", routes[i].path, &response);
        assert_status(&response, 200);
        (void)snprintf(length, sizeof length, "%zu", response.length);
        assert_header(&response, "Content-Length", length);
        assert_header(&response, "Cache-Control", "no-store");
    }
}

/* Headers of both, except the date, and the length where it varies. */
static void compare_headers(const struct http_response *get,
                            const struct http_response *head, bool steady)
{
    const char *line = get->headers;

    for (; *line != '\0'; line += strlen(line) + 1) {
        char name[64];

        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(line, ":"),
                       line);
        if (strcmp(name, "Date") == 0 ||
            (!steady && strcmp(name, "Content-Length") == 0))
            assert_non_null(response_header(head, name));
        else
            assert_header(head, name, response_header(get, name));
    }
    assert_int_equal(head->length, 0);
}

SERVER_TEST(head_has_the_headers_of_get_and_no_body)
{
    scoped_response struct http_response get = {0};
    scoped_response struct http_response head = {0};

    fill(*state);
    for (size_t i = 0; i < ROUTES; i++) {
        (void)http_get(*state, "sensor-1", routes[i].path, &get);
        (void)http_head(*state, "sensor-1", routes[i].path, &head);
        assert_status(&get, 200);
        assert_status(&head, 200);
        compare_headers(&get, &head, routes[i].steady);
    }
}

SERVER_TEST(head_of_an_error_has_the_status_and_no_body)
{
    scoped_response struct http_response response = {0};

    (void)http_head(*state, "sensor-1", "/nowhere", &response);
    assert_status(&response, 404);
    assert_header(&response, "Content-Type", "application/problem+json");
    assert_int_equal(response.length, 0);
}

/*
 * Raw, because curl would not read a body after HEAD: the bytes that follow
 * the headers must be the end of the stream.
 */
SERVER_TEST(head_sends_nothing_after_the_headers)
{
    scoped_tls struct tls_client *tls = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};
    char more[16];

    assert_gnutls_ok(tls_send_text(tls, "HEAD /healthz HTTP/1.1\r\nHost: x\r\n"
                                        "Connection: close\r\n\r\n"));
    assert_true(tls_answer(tls, true, &response));
    assert_status(&response, 200);
    assert_header(&response, "Content-Length", "15");
    assert_int_equal(tls_receive(tls, more, sizeof more), 0);
}

SERVER_TEST(another_method_is_answered_405_with_allow)
{
    static const char *const methods[] = {"PUT",   "DELETE",  "PATCH",
                                          "TRACE", "OPTIONS", "BREW"};
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < ROUTES; i++) {
        const char *method = methods[i % 6];

        (void)http_send(
            *state, "sensor-1",
            &(struct http_request){.method = method, .path = routes[i].path},
            &response);
        assert_problem(&response, 405);
        assert_header(&response, "Allow", routes[i].allow);
    }
}

SERVER_TEST(post_is_taken_by_readings_alone)
{
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < ROUTES; i++) {
        if (strstr(routes[i].allow, "POST") != NULL)
            continue;
        (void)http_post_json(*state, "sensor-1", routes[i].path, "{}",
                             &response);
        assert_problem(&response, 405);
        assert_header(&response, "Allow", routes[i].allow);
    }
}

SERVER_TEST(an_unknown_route_is_a_problem_404)
{
    static const char *const paths[] = {
        "/",         "/nowhere",     "/healthz/",      "/healthzz",
        "/HEALTHZ",  "/whoami/x",    "/firmware",      "/metrics/",
        "//healthz", "/%68ealthz/x", "/requests.json",
    };
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        (void)http_get(*state, "sensor-1", paths[i], &response);
        assert_problem(&response, 404);
        assert_header(&response, "Allow", NULL);
    }
}

SERVER_TEST(a_query_does_not_change_the_route)
{
    assert_get(*state, "sensor-1", "/healthz?a=b&c", 200);
    assert_get(*state, "sensor-1", "/nowhere?x=/healthz", 404);
}

SERVER_TEST(both_versions_of_tls_are_served)
{
    static const char *const versions[] = {"1.2", "1.3"};
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < 2; i++) {
        scoped_client struct http_client *client =
            client_new(*state, "sensor-1");
        char expected[32];

        client_set_version(client, versions[i]);
        (void)client_get(client, "/whoami", &response);
        assert_status(&response, 200);
        (void)snprintf(expected, sizeof expected, "\"protocol\":\"TLS%s\"",
                       versions[i]);
        assert_contains(response.body, expected);
    }
}

SUITE("contract/routes")
