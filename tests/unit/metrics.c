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

CASE(what_was_not_told_is_counted_under_the_first, tell_names, NULL)
{
    metrics_request(99, 200);
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
        metrics_request(2, statuses[i]);
        assert_int_equal(unit_metric(sample), 1);
    }
}

CASE(the_most_connections_are_those_since_the_last_look, tell_names, NULL)
{
    (void)metrics_most_connections();
    (void)metrics_connection(1);
    (void)metrics_connection(1);
    (void)metrics_connection(-1);
    assert_int_equal(metrics_most_connections(), 2);
    assert_int_equal(metrics_most_connections(), 1);
    (void)metrics_connection(-1);
    assert_int_equal(metrics_most_connections(), 1);
    assert_int_equal(metrics_most_connections(), 0);
}

UNIT_MAIN("metrics")
