/* SPDX-License-Identifier: MIT */
/*
 * routes.h: its decoder of URLs, its folder, and what it counts. The answers
 * are for the contract tests.
 */
#include "app/routes.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/route.h"
#include "process/metrics.h"
#include "requests.h"
#include "tls/verdict.h"
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

TEST(a_request_is_counted_by_route_and_status)
{
    static const char *const sample =
        "http_requests_total{route=\"/readings/ID\",code=\"200\"}";
    struct sockaddr_in client = {.sin_family = AF_INET};
    struct session *session = session_open((struct sockaddr *)&client);
    void *request = request_begin(NULL, session, "GET", "/readings/7");

    metrics_start(route_names(), verdict_reasons());
    assert_non_null(request);
    request_answered(request, 200, 0);
    assert_int_equal(unit_metric(sample), -1);
    routes_completed(NULL, NULL, &request,
                     MHD_REQUEST_TERMINATED_COMPLETED_OK);
    assert_null(request);
    assert_int_equal(unit_metric(sample), 1);
    session_close(session);
}

TEST(the_data_folder_is_opened_and_closed)
{
    const struct options none = {.data = NULL};
    char nowhere[UNIT_PATH_SIZE];
    const struct options missing = {.data = nowhere};
    const struct options there = {.data = "/"};
    unsigned before = unit_descriptors();

    unit_nowhere(nowhere);
    assert_int_equal(routes_start(&none), 0);
    routes_stop();
    assert_int_equal(routes_start(&missing), -1);
    routes_stop();
    assert_int_equal(routes_start(&there), 0);
    assert_int_equal(unit_descriptors(), before + 1);
    routes_stop();
    routes_stop();
    assert_int_equal(unit_descriptors(), before);
}

UNIT_MAIN("routes")
