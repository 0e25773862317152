/* SPDX-License-Identifier: MIT */
/*
 * readings.h: what a reading must be, and the ring of the last thousand.
 */
#include "app/readings.h"

#include <string.h>

#include "unit.h"

static unsigned long add(const char *text, const char **fault)
{
    json_t *body = json_loads(text, JSON_DECODE_ANY, NULL);
    unsigned long number = 0;

    assert_non_null(body);
    number = readings_add(body, fault);
    json_decref(body);
    return number;
}

static void add_some(unsigned count)
{
    const char *fault = NULL;

    while (count-- > 0)
        assert_true(
            add("{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\"}", &fault) > 0);
}

static json_int_t id_of(const json_t *reading)
{
    return json_integer_value(json_object_get(reading, "id"));
}

TEST(a_reading_is_kept_as_it_came)
{
    const char *fault = "";
    json_t *json = NULL;

    assert_int_equal(
        add("{\"sensor\":\"s1\",\"value\":-2.5,\"unit\":\"C\"}", &fault), 1);
    assert_null(fault);
    json = reading_json(1);
    assert_int_equal(id_of(json), 1);
    assert_string_equal(json_string_value(json_object_get(json, "sensor")),
                        "s1");
    assert_string_equal(json_string_value(json_object_get(json, "unit")), "C");
    assert_true(json_real_value(json_object_get(json, "value")) == -2.5);
    json_decref(json);
}

TEST(a_body_that_is_no_reading_is_refused)
{
    static const char *const bodies[] = {
        "[]",
        "1",
        "null",
        "{}",
        "{\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":1,\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"\",\"value\":1,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":\"1\",\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":true,\"unit\":\"C\"}",
        "{\"sensor\":\"s\",\"value\":1}",
        "{\"sensor\":\"s\",\"value\":1,\"unit\":\"\"}",
        "{\"sensor\":\"s\",\"value\":1,\"unit\":\"C\",\"more\":0}",
    };
    json_t *list = NULL;

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        const char *fault = NULL;

        assert_int_equal(add(bodies[i], &fault), 0);
        assert_non_null(fault);
    }
    list = readings_json(1);
    assert_int_equal(json_array_size(list), 0);
    json_decref(list);
}

static unsigned long add_lengths(int sensor, int unit)
{
    char body[256];
    const char *fault = NULL;

    (void)snprintf(body, sizeof body,
                   "{\"sensor\":\"%0*d\",\"value\":1,\"unit\":\"%0*d\"}",
                   sensor, 0, unit, 0);
    return add(body, &fault);
}

TEST(the_longest_texts_fit_and_no_longer_ones)
{
    assert_int_equal(add_lengths(63, 15), 1);
    assert_int_equal(add_lengths(64, 15), 0);
    assert_int_equal(add_lengths(63, 16), 0);
}

TEST(the_newest_come_first)
{
    json_t *list = NULL;

    add_some(5);
    list = readings_json(3);
    assert_int_equal(json_array_size(list), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(id_of(json_array_get(list, i)), 5 - i);
    json_decref(list);
}

TEST(a_limit_of_none_gives_none)
{
    json_t *list = NULL;

    add_some(1);
    list = readings_json(0);
    assert_int_equal(json_array_size(list), 0);
    json_decref(list);
}

TEST(the_ring_forgets_the_oldest)
{
    json_t *list = NULL;

    add_some(READINGS_MAX + 5);
    list = readings_json((unsigned long)-1);
    assert_int_equal(json_array_size(list), READINGS_MAX);
    for (size_t i = 0; i < READINGS_MAX; i++)
        assert_int_equal(id_of(json_array_get(list, i)), READINGS_MAX + 5 - i);
    json_decref(list);
}

TEST(one_that_is_gone_or_never_was_is_null)
{
    static const unsigned long numbers[] = {0, 5, READINGS_MAX + 6,
                                            (unsigned long)-1};
    json_t *json = NULL;

    json = reading_json(0);
    assert_true(json_is_null(json));
    json_decref(json);
    add_some(READINGS_MAX + 5);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        json = reading_json(numbers[i]);
        assert_true(json_is_null(json));
        json_decref(json);
    }
    json = reading_json(6);
    assert_int_equal(id_of(json), 6);
    json_decref(json);
}

UNIT_MAIN("readings")
