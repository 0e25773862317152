/* SPDX-License-Identifier: MIT */
/*
 * metrics.h: what is counted stands in the page.
 */
#include "process/metrics.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

TEST(live_objects_go_up_and_down)
{
    metrics_live(MODULE_STREAMS, 1);
    metrics_live(MODULE_STREAMS, 1);
    metrics_live(MODULE_STREAMS, -1);
    metrics_live(MODULE_PEER, 1);
    assert_int_equal(unit_metric("mtls_live_objects{module=\"streams\"}"), 1);
    assert_int_equal(unit_metric("mtls_live_objects{module=\"peer\"}"), 1);
    assert_int_equal(unit_metric("mtls_live_objects{module=\"server\"}"), 0);
}

TEST(connections_go_up_and_down)
{
    metrics_connection(1);
    metrics_connection(1);
    metrics_connection(-1);
    assert_int_equal(unit_metric("mtls_connections_active"), 1);
}

static const char *const routes[] = {"none", "/a", "/b", NULL};
static const struct metrics_reason reasons[] = {{"lost", "failed"},
                                                {"good", "accepted"},
                                                {"bad", "refused"},
                                                {NULL, NULL}};

static int tell_names(void **state)
{
    (void)state;
    metrics_start(routes, reasons);
    return 0;
}

CASE(each_handshake_is_counted_under_its_reason, tell_names, NULL)
{
    for (size_t i = 0; reasons[i].reason != NULL; i++) {
        char sample[128];

        (void)snprintf(sample, sizeof sample,
                       "mtls_handshakes_total{result=\"%s\",reason=\"%s\"}",
                       reasons[i].result, reasons[i].reason);
        assert_int_equal(unit_metric(sample), 0);
        metrics_handshake(reasons[i].reason);
        assert_int_equal(unit_metric(sample), 1);
    }
}

CASE(what_was_not_told_is_counted_under_the_first, tell_names, NULL)
{
    metrics_request("/c", 200);
    assert_int_equal(
        unit_metric("http_requests_total{route=\"none\",code=\"200\"}"), 1);
    metrics_handshake("odd");
    assert_int_equal(
        unit_metric(
            "mtls_handshakes_total{result=\"failed\",reason=\"lost\"}"),
        1);
}

CASE(each_status_of_the_service_is_counted, tell_names, NULL)
{
    static const unsigned statuses[] = {0,   200, 201, 400, 403, 404,
                                        405, 413, 415, 500, 503};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        char sample[64];

        (void)snprintf(sample, sizeof sample,
                       "http_requests_total{route=\"/b\",code=\"%u\"}",
                       statuses[i]);
        assert_int_equal(unit_metric(sample), -1);
        metrics_request("/b", statuses[i]);
        assert_int_equal(unit_metric(sample), 1);
    }
}

TEST(the_process_is_described)
{
    (void)tell_names(state);
    assert_true(unit_metric("process_threads") >= 1); /* or a sanitizer's */
    assert_true(unit_metric("process_open_fds") == unit_descriptors());
    assert_true(unit_metric("process_resident_memory_bytes") > 0);
    assert_true(unit_metric("process_start_time_seconds") > 1e9);
}

TEST(the_length_is_that_of_the_page)
{
    size_t length = 0;
    char *page = metrics_text(&length);

    assert_int_equal(strlen(page), length);
    assert_int_equal(page[length - 1], '\n');
    free(page);
}

UNIT_MAIN("metrics")
