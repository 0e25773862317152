/* SPDX-License-Identifier: MIT */
/*
 * route.h: which route a path takes, and the names that /metrics shows.
 */
#include "app/route.h"

#include <string.h>

#include "unit.h"

TEST(every_route_has_a_name_of_its_own)
{
    for (unsigned i = 0; i < ROUTE_COUNT; i++) {
        assert_non_null(route_name(i));
        assert_ptr_equal(route_name(i), route_names()[i]);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(route_name(i), route_name(j));
    }
    assert_null(route_names()[ROUTE_COUNT]);
}

TEST(a_path_takes_its_route_and_no_other)
{
    static const struct {
        const char *url;
        enum route route;
    } cases[] = {
        {"/healthz", ROUTE_HEALTHZ},
        {"/healthz/", ROUTE_UNKNOWN},
        {"/healthzz", ROUTE_UNKNOWN},
        {"/readings", ROUTE_READINGS},
        {"/readings/", ROUTE_READING},
        {"/readings/7", ROUTE_READING},
        {"/firmware/a/b", ROUTE_FIRMWARE},
        {"/firmware", ROUTE_UNKNOWN},
        {"unknown", ROUTE_UNKNOWN},
        {"/", ROUTE_UNKNOWN},
        {"", ROUTE_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(route_find(cases[i].url), cases[i].route);
}

TEST(what_follows_the_path_is_the_argument)
{
    assert_string_equal(route_argument(ROUTE_READING, "/readings/7"), "7");
    assert_string_equal(route_argument(ROUTE_FIRMWARE, "/firmware/a/b"),
                        "a/b");
    assert_string_equal(route_argument(ROUTE_HEALTHZ, "/healthz"), "");
}

UNIT_MAIN("route")
