/* SPDX-License-Identifier: MIT */
/*
 * Contract: POST /readings, GET /readings and GET /readings/ID.
 */
#include <jansson.h>
#include <string.h>

#include "support.h"

/* As many bytes as a sensor may have. */
#define SIXTY_THREE \
    "123456789012345678901234567890123456789012345678901234567890123"

/* Its body as JSON, which the caller frees. */
static json_t *json_of(const struct http_response *response)
{
    json_error_t error;
    json_t *json = json_loadb(response->body, response->length,
                              JSON_REJECT_DUPLICATES, &error);

    if (json == NULL)
        fail_because("not JSON: %s: %.400s", error.text, response->body);
    return json;
}

static json_t *get_json(const struct service *server, const char *path)
{
    scoped_client struct http_client *client = client_new(server, "sensor-1");

    return ask_json(client, path);
}

static void check_reading(const json_t *reading, json_int_t id,
                          const char *sensor, double value, const char *unit)
{
    assert_int_equal(json_object_size(reading), 5);
    assert_int_equal(json_integer_value(json_object_get(reading, "id")), id);
    assert_string_equal(json_string_value(json_object_get(reading, "sensor")),
                        sensor);
    assert_true(json_number_value(json_object_get(reading, "value")) == value);
    assert_string_equal(json_string_value(json_object_get(reading, "unit")),
                        unit);
    assert_true(json_integer_value(json_object_get(reading, "received")) >
                1500000000);
}

/* ---- Taken ----------------------------------------------------------- */

SERVER_TEST(a_reading_is_created_and_its_location_resolves)
{
    scoped_response struct http_response response = {0};
    json_t *created = NULL;
    json_t *found = NULL;

    post_reading(*state, GOOD_READING, &response);
    assert_status(&response, 201);
    assert_header(&response, "Location", "/readings/1");
    assert_header(&response, "Content-Type", "application/json");
    created = json_of(&response);
    check_reading(created, 1, "boiler", 21.5, "C");
    found = get_json(*state, response_header(&response, "Location"));
    assert_true(json_equal(created, found));
    json_decref(created);
    json_decref(found);
}

SERVER_TEST(the_list_is_newest_first_and_obeys_its_limit)
{
    scoped_response struct http_response response = {0};
    json_t *list = get_json(*state, "/readings");

    assert_int_equal(json_array_size(list), 0);
    json_decref(list);
    for (int i = 1; i <= 3; i++) {
        post_reading(*state, GOOD_READING, &response);
        assert_status(&response, 201);
    }
    list = get_json(*state, "/readings?limit=2");
    assert_int_equal(json_array_size(list), 2);
    check_reading(json_array_get(list, 0), 3, "boiler", 21.5, "C");
    check_reading(json_array_get(list, 1), 2, "boiler", 21.5, "C");
    json_decref(list);
    list = get_json(*state, "/readings?limit=1000");
    assert_int_equal(json_array_size(list), 3);
    json_decref(list);
}

SERVER_TEST(what_json_can_say_of_a_reading_is_taken)
{
    static const char *const bodies[] = {
        "{\"sensor\":\"\\u00e9\\ud83d\\ude00\",\"value\":-0.5,\"unit\":\"%\"}",
        " \n{\"unit\":\"C\",\"value\":7,\"sensor\":\"s\"}\t ",
        "{\"sensor\":\"a\\\"b\\\\c\\n\",\"value\":1e300,\"unit\":\"C\"}",
        ("{\"sensor\":\"" SIXTY_THREE "\",\"value\":1,"
         "\"unit\":\"123456789012345\"}"),
    };
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        json_t *sent = json_loads(bodies[i], 0, NULL);
        json_t *got = NULL;

        post_reading(*state, bodies[i], &response);
        assert_status(&response, 201);
        got = json_of(&response);
        check_reading(got, (json_int_t)i + 1,
                      json_string_value(json_object_get(sent, "sensor")),
                      json_number_value(json_object_get(sent, "value")),
                      json_string_value(json_object_get(sent, "unit")));
        json_decref(sent);
        json_decref(got);
    }
}

SERVER_TEST(a_content_type_may_have_parameters_and_any_case)
{
    static const char *const types[] = {"application/json; charset=utf-8",
                                        "Application/JSON",
                                        "application/json;charset=utf-8",
                                        "application/json\t;\tcharset=utf-8"};
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        (void)http_send(*state, "sensor-1",
                        &(struct http_request){.path = "/readings",
                                               .type = types[i],
                                               .body = GOOD_READING,
                                               .length = strlen(GOOD_READING)},
                        &response);
        assert_status(&response, 201);
    }
}

/* ---- Asked for what is not there --------------------------------------- */

SERVER_TEST(a_bad_limit_is_a_problem_400)
{
    static const char *const limits[] = {
        "0",   "-1",   "1001", "abc",  "",    "1x",
        "+1",  "%201", "1.5",  "0x10", "1e2", "99999999999999999999999",
        "1%00"};
    char path[96];

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        (void)snprintf(path, sizeof path, "/readings?limit=%s", limits[i]);
        assert_get(*state, "sensor-1", path, 400);
    }
}

SERVER_TEST(a_reading_that_is_not_there_is_a_problem_404)
{
    static const char *const paths[] = {
        "/readings/0",   "/readings/2",    "/readings/",
        "/readings/-1",  "/readings/1x",   "/readings/1/",
        "/readings/abc", "/readings/1001", "/readings/99999999999999999999"};
    scoped_response struct http_response response = {0};

    post_reading(*state, GOOD_READING, &response);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_get(*state, "sensor-1", paths[i], 404);
}

/* ---- The ring -------------------------------------------------------- */

SERVER_TEST(only_the_last_thousand_readings_are_kept)
{
    scoped_client struct http_client *client = client_new(*state, "sensor-1");
    scoped_response struct http_response response = {0};
    struct http_request request = {.path = "/readings",
                                   .type = "application/json",
                                   .body = GOOD_READING,
                                   .length = strlen(GOOD_READING)};
    json_t *list = NULL;

    for (int i = 0; i < 1002; i++) {
        (void)client_send(client, &request, &response);
        assert_status(&response, 201);
    }
    list = get_json(*state, "/readings?limit=1000");
    assert_int_equal(json_array_size(list), 1000);
    check_reading(json_array_get(list, 0), 1002, "boiler", 21.5, "C");
    check_reading(json_array_get(list, 999), 3, "boiler", 21.5, "C");
    json_decref(list);
    list = get_json(*state, "/readings");
    assert_int_equal(json_array_size(list), 100); /* the default */
    json_decref(list);
    (void)client_get(client, "/readings/2", &response);
    assert_problem(&response, 404);
    (void)client_get(client, "/readings/3", &response);
    assert_status(&response, 200);
}

SUITE("contract/readings")
