/* SPDX-License-Identifier: MIT */
/*
 * metrics.h: what is counted stands in the page.
 */
#include "metrics.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

static void live_objects_go_up_and_down(void **state)
{
    (void)state;
    metrics_live(MODULE_STREAMS, 1);
    metrics_live(MODULE_STREAMS, 1);
    metrics_live(MODULE_STREAMS, -1);
    metrics_live(MODULE_PEER, 1);
    assert_int_equal(unit_metric("mtls_live_objects{module=\"streams\"}"), 1);
    assert_int_equal(unit_metric("mtls_live_objects{module=\"peer\"}"), 1);
    assert_int_equal(unit_metric("mtls_live_objects{module=\"server\"}"), 0);
}

static void connections_go_up_and_down(void **state)
{
    (void)state;
    metrics_connection(1);
    metrics_connection(1);
    metrics_connection(-1);
    assert_int_equal(unit_metric("mtls_connections_active"), 1);
}

static void each_handshake_is_counted_under_its_reason(void **state)
{
    (void)state;
    for (int i = 0; i < HANDSHAKE_COUNT; i++) {
        const char *reason = metrics_handshake_reason((enum handshake)i);
        const char *result = i <= HANDSHAKE_RESUMED      ? "accepted"
                             : i == HANDSHAKE_INCOMPLETE ? "failed"
                                                         : "refused";
        char sample[128];

        assert_non_null(reason);
        (void)snprintf(sample, sizeof sample,
                       "mtls_handshakes_total{result=\"%s\",reason=\"%s\"}",
                       result, reason);
        assert_int_equal(unit_metric(sample), 0);
        metrics_handshake((enum handshake)i);
        assert_int_equal(unit_metric(sample), 1);
    }
}

static void each_status_of_the_service_is_counted(void **state)
{
    static const unsigned statuses[] = {0,   200, 201, 400, 403, 404,
                                        405, 413, 415, 500, 503};

    (void)state;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        char sample[64];

        (void)snprintf(sample, sizeof sample,
                       "http_requests_total{route=\"r3\",code=\"%u\"}",
                       statuses[i]);
        assert_int_equal(unit_metric(sample), -1);
        metrics_request(3, statuses[i]);
        assert_int_equal(unit_metric(sample), 1);
    }
}

static void the_process_is_described(void **state)
{
    (void)state;
    metrics_start();
    assert_true(unit_metric("process_threads") >= 1); /* or a sanitizer's */
    assert_true(unit_metric("process_open_fds") == unit_descriptors());
    assert_true(unit_metric("process_resident_memory_bytes") > 0);
    assert_true(unit_metric("process_start_time_seconds") > 1e9);
}

static void the_length_is_that_of_the_page(void **state)
{
    size_t length = 0;
    char *page = metrics_text(&length);

    (void)state;
    assert_int_equal(strlen(page), length);
    assert_int_equal(page[length - 1], '\n');
    free(page);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(live_objects_go_up_and_down),
    cmocka_unit_test(connections_go_up_and_down),
    cmocka_unit_test(each_handshake_is_counted_under_its_reason),
    cmocka_unit_test(each_status_of_the_service_is_counted),
    cmocka_unit_test(the_process_is_described),
    cmocka_unit_test(the_length_is_that_of_the_page),
};

UNIT_MAIN("metrics", tests)
