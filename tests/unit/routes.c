/* SPDX-License-Identifier: MIT */
/*
 * routes.h: its decoder of URLs. All else is for the contract tests.
 */
#include "app/routes.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

TEST(escapes_are_decoded)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"", ""},
        {"/healthz", "/healthz"},
        {"%41%2f%2F", "A//"},
        {"a+b", "a+b"},
        {"100%25", "100%"},
        /* %00 stays, and then all that is escaped beside it. */
        {"%00", "%00"},
        {"/image.bin%00.txt", "/image.bin%00.txt"},
        {"%41%00", "%41%00"},
        /* Decoded once, not twice. */
        {"%2500", "%00"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];

        (void)snprintf(text, sizeof text, "%s", cases[i].from);
        assert_int_equal(routes_unescape(NULL, NULL, text),
                         strlen(cases[i].to));
        assert_string_equal(text, cases[i].to);
    }
}

TEST(what_is_no_escape_stays_in_bounds)
{
    static const char *const texts[] = {"%", "%4", "%zz", "a%", "%%%"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        /* On the heap, to the byte: the sanitizer sees a step beyond. */
        char *text = malloc(strlen(texts[i]) + 1);

        assert_non_null(text);
        memcpy(text, texts[i], strlen(texts[i]) + 1);
        assert_true(routes_unescape(NULL, NULL, text) <= strlen(texts[i]));
        free(text);
    }
}

UNIT_MAIN("routes")
