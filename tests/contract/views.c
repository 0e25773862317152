/* SPDX-License-Identifier: MIT */
/*
 * Contract: what an operator looks at: GET /requests and GET /sessions.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "support.h"

static json_t *get_list(struct http_client *client, const char *path)
{
    json_t *json = ask_json(client, path);

    assert_true(json_is_array(json));
    return json;
}

static const char *text_of(const json_t *entry, const char *name)
{
    const char *text = json_string_value(json_object_get(entry, name));

    if (text == NULL)
        fail_because("no text \"%s\"", name);
    return text;
}

static json_int_t number_of(const json_t *entry, const char *name)
{
    const json_t *number = json_object_get(entry, name);

    if (!json_is_integer(number))
        fail_because("no number \"%s\"", name);
    return json_integer_value(number);
}

/* ---- /requests ------------------------------------------------------- */

SERVER_TEST(a_request_is_listed_with_all_its_fields)
{
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_response struct http_response response = {0};
    const json_t *entry = NULL;
    json_t *list = NULL;

    (void)http_send(
        *state, "sensor-1",
        &(struct http_request){.method = "DELETE", .path = "/nowhere?a=b"},
        &response);
    assert_problem(&response, 404);
    (void)service_log_wait(*state, 0, "audit id=1 ");
    list = get_list(client, "/requests");
    assert_int_equal(json_array_size(list), 2);
    entry = json_array_get(list, 1);
    assert_int_equal(json_object_size(entry), 9);
    assert_int_equal(number_of(entry, "id"), 1);
    assert_string_equal(text_of(entry, "peer"), "sensor-1");
    assert_string_equal(text_of(entry, "method"), "DELETE");
    assert_string_equal(text_of(entry, "path"), "/nowhere");
    assert_int_equal(number_of(entry, "status"), 404);
    assert_int_equal(number_of(entry, "bytes"), response.length);
    assert_string_equal(text_of(entry, "end"), "complete");
    assert_true(number_of(entry, "started") > 1500000000);
    assert_true(number_of(entry, "milliseconds") >= 0);
    json_decref(list);
}

SERVER_TEST(a_request_that_still_runs_has_a_null_status)
{
    scoped_client struct http_client *client = client_new(*state, "operator");
    json_t *list = get_list(client, "/requests");

    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(text_of(json_array_get(list, 0), "path"), "/requests");
    assert_true(
        json_is_null(json_object_get(json_array_get(list, 0), "status")));
    assert_string_equal(text_of(json_array_get(list, 0), "end"), "running");
    json_decref(list);
}

SERVER_TEST(the_last_hundred_are_listed_newest_first)
{
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_response struct http_response response = {0};
    json_t *list = NULL;
    char path[32];

    for (int i = 1; i <= 104; i++) {
        (void)snprintf(path, sizeof path, "/request-%d", i);
        (void)client_get(client, path, &response);
        assert_status(&response, 404);
    }
    list = get_list(client, "/requests");
    assert_int_equal(json_array_size(list), 100);
    for (int i = 0; i < 100; i++) {
        const json_t *entry = json_array_get(list, (size_t)i);

        assert_int_equal(number_of(entry, "id"), 105 - i);
        (void)snprintf(path, sizeof path, "/request-%d", 105 - i);
        assert_string_equal(text_of(entry, "path"),
                            i == 0 ? "/requests" : path);
    }
    json_decref(list);
}

SERVER_TEST(a_long_path_is_listed_cut_to_127_bytes)
{
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_response struct http_response response = {0};
    char path[301] = "/";
    json_t *list = NULL;

    memset(path + 1, 'p', sizeof path - 2);
    (void)client_get(client, path, &response);
    assert_problem(&response, 404);
    list = get_list(client, "/requests");
    memcpy(path + 123, "\\...", 5);
    assert_string_equal(text_of(json_array_get(list, 1), "path"), path);
    json_decref(list);
}

/* ---- /sessions ------------------------------------------------------- */

static const json_t *find_peer(const json_t *list, const char *peer)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(text_of(json_array_get(list, i), "peer"), peer) == 0)
            return json_array_get(list, i);
    }
    return NULL;
}

/* How many live connections of this peer the operator sees. */
static int count_sessions(const struct service *server, const char *peer)
{
    scoped_client struct http_client *client = client_new(server, "operator");
    json_t *list = get_list(client, "/sessions");
    int count = 0;

    for (size_t i = 0; i < json_array_size(list); i++)
        count += strcmp(text_of(json_array_get(list, i), "peer"), peer) == 0;
    json_decref(list);
    return count;
}

SERVER_TEST(a_live_connection_is_listed_with_all_its_fields)
{
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_tls struct tls_client *sensor =
        tls_connect(*state, &(struct tls_setup){.certificate = "sensor-1",
                                                .priorities = TLS_1_2});
    json_t *list = NULL;
    const json_t *entry = NULL;

    (void)sensor; /* it is only there */
    wait_until(count_sessions(*state, "sensor-1") == 1);
    list = get_list(client, "/sessions");
    entry = find_peer(list, "sensor-1");
    assert_int_equal(json_object_size(entry), 8);
    assert_true(number_of(entry, "id") > 0);
    assert_memory_equal(text_of(entry, "client"), "127.0.0.1:", 10);
    assert_string_equal(text_of(entry, "protocol"), "TLS1.2");
    assert_string_equal(text_of(entry, "cipher"), "AES-128-GCM");
    assert_true(json_is_false(json_object_get(entry, "resumed")));
    assert_true(number_of(entry, "opened") > 1500000000);
    assert_int_equal(number_of(entry, "requests"), 0);
    entry = find_peer(list, "operator");
    assert_int_equal(number_of(entry, "requests"), 1);
    json_decref(list);
}

SERVER_TEST(a_connection_that_closed_is_no_longer_listed)
{
    struct tls_client *one = NULL;
    struct tls_client *two = NULL;

    one = tls_connect(*state, &tls_sensor);
    two = tls_connect(*state, &tls_sensor);
    wait_until(count_sessions(*state, "sensor-1") == 2);
    tls_bye(one);
    wait_until(count_sessions(*state, "sensor-1") == 1);
    tls_close(two); /* without a goodbye */
    wait_until(count_sessions(*state, "sensor-1") == 0);
}

/* The first one's, 0: there is none. */
static json_int_t id_of(struct http_client *client, const char *peer)
{
    json_t *list = get_list(client, "/sessions");
    const json_t *entry = find_peer(list, peer);
    json_int_t id = entry != NULL ? number_of(entry, "id") : 0;

    json_decref(list);
    return id;
}

/*
 * Nor of one that has gone: what an operator has noted stays true. So many that
 * the places of those who are there at once do not last for them.
 */
SERVER_TEST(no_connection_has_the_id_of_another)
{
    scoped_client struct http_client *client = client_new(*state, "operator");
    json_int_t ids[16];

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct tls_client *sensor = tls_connect(*state, &tls_sensor);

        wait_until((ids[i] = id_of(client, "sensor-1")) != 0);
        for (size_t j = 0; j < i; j++)
            assert_true(ids[j] != ids[i]);
        tls_bye(sensor);
        wait_until(id_of(client, "sensor-1") == 0);
    }
}

SERVER_TEST(who_was_refused_or_is_not_through_is_not_listed)
{
    scoped_tls struct tls_client *expired =
        tls_open(*state, &(struct tls_setup){.certificate = "expired"});
    scoped_tls struct tls_client *silent = tls_open(*state, &tls_sensor);
    scoped_client struct http_client *client = client_new(*state, "operator");
    json_t *list = NULL;

    (void)tls_refusal(expired);
    assert_int_equal(send(tls_socket(silent), "\x16", 1, 0), 1);
    list = get_list(client, "/sessions");
    assert_null(find_peer(list, "expired"));
    assert_null(find_peer(list, "sensor-1"));
    assert_null(find_peer(list, ""));
    assert_non_null(find_peer(list, "operator"));
    json_decref(list);
}

#define LOOKS 12

static json_int_t opened(struct http_client *client)
{
    json_t *list = get_list(client, "/sessions");
    json_int_t when = number_of(find_peer(list, "sensor-1"), "opened");

    json_decref(list);
    return when;
}

/*
 * From one look to the next, at whatever part of a second; and when it is
 * verified anew.
 */
SERVER_TEST(when_a_connection_was_opened_does_not_change)
{
    const struct timespec part = {.tv_nsec = 1100000000 / LOOKS};
    scoped_client struct http_client *client = client_new(*state, "operator");
    scoped_tls struct tls_client *sensor = tls_connect(*state, &tls_sensor);
    json_int_t first = 0;

    wait_until(count_sessions(*state, "sensor-1") == 1);
    first = opened(client);
    for (int i = 0; i < LOOKS; i++) {
        (void)nanosleep(&part, NULL);
        assert_int_equal(opened(client), first);
    }
    (void)service_reload(*state);
    if (!service_is_per_request())
        assert_int_equal(ask_status(sensor, GET("/healthz")), 200);
    assert_int_equal(opened(client), first);
}

SUITE("contract/views")
