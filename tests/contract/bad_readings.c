/* SPDX-License-Identifier: MIT */
/*
 * Contract: what POST /readings does not take: another content type is a
 * problem 415, a body that is no reading a problem 400.
 */
#include <string.h>

#include "support.h"

/* One byte more than a sensor may have. */
#define SIXTY_FOUR \
    "1234567890123456789012345678901234567890123456789012345678901234"

SERVER_TEST(another_content_type_is_a_problem_415)
{
    static const char *const types[] = {
        "text/plain",         "application/xml",
        "application/jsonx",  "application/x-www-form-urlencoded",
        "x-application/json", NULL};
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        (void)http_send(*state, "sensor-1",
                        &(struct http_request){.path = "/readings",
                                               .type = types[i],
                                               .body = GOOD_READING,
                                               .length = strlen(GOOD_READING)},
                        &response);
        assert_problem(&response, 415);
    }
}

SERVER_TEST(a_body_that_is_no_json_is_a_problem_400)
{
    static const char *const bodies[] = {
        "",
        "{",
        "nonsense",
        "{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\"",
        (GOOD_READING GOOD_READING),
        "{\"sensor\":\"s\",\"value\":01,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":NaN,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":1e999,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":99999999999999999999,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"sensor\":\"t\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"\xff\xfe\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"\xed\xa0\x80\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"a\nb\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"\\ud800\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"a\\u0000b\",\"value\":1,\"unit\":\"C\"}",
        "{'sensor':'s','value':1,'unit':'C'}",
        ("\xef\xbb\xbf" GOOD_READING), /* a byte order mark */
    };
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        post_reading(*state, bodies[i], &response);
        if (response.status != 400)
            fail_because("body %zu: %ld", i, response.status);
        assert_problem(&response, 400);
    }
}

SERVER_TEST(wrong_members_are_a_problem_400)
{
    static const char *const bodies[] = {
        "[]",
        "1",
        "\"text\"",
        "null",
        "{}",
        "{\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":1}",
        "{\"sensor\":1,\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":\"1\",\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":true,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":null,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":1,\"unit\":7}",
        "{\"sensor\":\"\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":1,\"unit\":\"\"}",
        "{\"sensor\":\"s\",\"value\":1,\"unit\":\"1234567890123456\"}",
        ("{\"sensor\":\"" SIXTY_FOUR "\",\"value\":1,\"unit\":\"C\"}"),
        "{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\",\"more\":1}",
        "{\"Sensor\":\"s\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":[\"s\"],\"value\":1,\"unit\":\"C\"}",
    };
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        post_reading(*state, bodies[i], &response);
        if (response.status != 400)
            fail_because("%s: %ld", bodies[i], response.status);
        assert_problem(&response, 400);
    }
}

SERVER_TEST(a_nul_in_the_body_is_a_problem_400)
{
    static const char body[] = GOOD_READING "\0";
    scoped_response struct http_response response = {0};

    (void)http_send(*state, "sensor-1",
                    &(struct http_request){.path = "/readings",
                                           .type = "application/json",
                                           .body = body,
                                           .length = sizeof body - 1},
                    &response);
    assert_problem(&response, 400);
}

/* Sixty thousand brackets: a parser that recurses without a bound dies. */
SERVER_TEST(deep_nesting_is_a_problem_400)
{
    static char body[60001];
    scoped_response struct http_response response = {0};

    memset(body, '[', sizeof body - 1);
    post_reading(*state, body, &response);
    assert_problem(&response, 400);
}

SERVER_TEST(what_was_refused_is_not_listed)
{
    scoped_response struct http_response response = {0};

    post_reading(*state, "{}", &response);
    assert_problem(&response, 400);
    (void)http_get(*state, "sensor-1", "/readings", &response);
    assert_status(&response, 200);
    assert_string_equal(response.body, "[]");
    post_reading(*state, GOOD_READING, &response);
    assert_header(&response, "Location", "/readings/1");
}

SUITE("contract/bad_readings")
