/* SPDX-License-Identifier: MIT */
/*
 * Contract: GET /metrics.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../fixed/process/metrics.h"
#include "support.h"

static void check_page(const char *page)
{
    char fault[512];

    if (!samples_check(page, fault, sizeof fault))
        fail_because("%s", fault);
}

SERVER_TEST(the_page_is_valid_prometheus_text)
{
    scoped_response struct http_response response = {0};
    char *page = samples_page(*state);

    check_page(page);
    free(page);
    /* Again, with samples of every kind in it. */
    (void)http_get(*state, "sensor-1", "/nowhere", &response);
    (void)http_get(*state, "expired", "/", &response);
    (void)http_get(*state, "sensor-1", "/firmware/x", &response);
    page = samples_page(*state);
    check_page(page);
    free(page);
}

/* The checker itself: it must not take everything. */
BARE_TEST(the_checker_of_the_text_finds_each_fault)
{
    static const char *const bad[] = {
        "a 1",
        "# TYPE a gauge\na 1",
        "# TYPE a gauge\na one\n",
        "# TYPE a gauge\na  1\n",
        "# TYPE a gauge\na\n",
        "# TYPE a gauge\na 1\na 2\n",
        "# TYPE a gauge\na{b=\"1\"} 1\na{b=\"1\"} 2\n",
        "# TYPE a gauge\na{b=1} 1\n",
        "# TYPE a gauge\na{b=\"1} 1\n",
        "# TYPE a gauge\na{b=\"\\x\"} 1\n",
        "# TYPE a gauge\na{1b=\"\"} 1\n",
        "# TYPE a gauge\n# TYPE a gauge\na 1\n",
        "# TYPE a number\na 1\n",
        "# TYPE a gauge\n# TYPE b gauge\na 1\nb 1\n",
        "# TYPE a gauge\n1a 1\n",
    };
    char fault[512];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (samples_check(bad[i], fault, sizeof fault))
            fail_because("taken for good: %s", bad[i]);
    }
    check_page("# HELP a x\n# TYPE a gauge\na{b=\"\\\"\",c=\"\"} 1.5e3\n"
               "a{b=\"2\"} NaN\n");
}

SERVER_TEST(the_process_is_described_by_its_standard_names)
{
    static const char *const names[] = {"process_cpu_seconds_total",
                                        "process_open_fds",
                                        "process_max_fds",
                                        "process_virtual_memory_bytes",
                                        "process_resident_memory_bytes",
                                        "process_start_time_seconds",
                                        "process_threads"};
    char *page = samples_page(*state);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (samples_value(page, names[i]) < 0)
            fail_because("no %s", names[i]);
    }
    assert_true(samples_value(page, "process_open_fds") >= 5);
    assert_true(samples_value(page, "process_max_fds") >=
                samples_value(page, "process_open_fds"));
    assert_true(samples_value(page, "process_threads") >= 2);
    assert_true(samples_value(page, "process_start_time_seconds") >
                1500000000);
    assert_true(samples_value(page, "process_virtual_memory_bytes") >
                samples_value(page, "process_resident_memory_bytes"));
    free(page);
}

SERVER_TEST(requests_are_counted_by_route_and_code)
{
    static const struct {
        const char *method, *path, *sample;
    } made[] = {
        {"GET", "/healthz", "route=\"/healthz\",code=\"200\""},
        {"HEAD", "/whoami", "route=\"/whoami\",code=\"200\""},
        {"GET", "/nowhere", "route=\"unknown\",code=\"404\""},
        {"PUT", "/sessions", "route=\"/sessions\",code=\"405\""},
        {"GET", "/requests", "route=\"/requests\",code=\"200\""},
        {"GET", "/readings", "route=\"/readings\",code=\"200\""},
        {"GET", "/readings?limit=x", "route=\"/readings\",code=\"400\""},
        {"POST", "/readings", "route=\"/readings\",code=\"415\""},
        {"GET", "/readings/9", "route=\"/readings/ID\",code=\"404\""},
        {"GET", "/firmware/f", "route=\"/firmware/NAME\",code=\"200\""},
        {"GET", "/metrics", "route=\"/metrics\",code=\"200\""},
    };
    scoped_response struct http_response response = {0};
    char name[96];

    service_put(*state, "f", "x", 1);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        (void)snprintf(name, sizeof name, "http_requests_total{%s}",
                       made[i].sample);
        /* -1: absent so far. The reading itself counts for /metrics. */
        assert_true(strcmp(made[i].path, "/metrics") == 0 ||
                    sample(*state, name) == -1);
        (void)http_send(*state, "sensor-1",
                        &(struct http_request){.method = made[i].method,
                                               .path = made[i].path},
                        &response);
        assert_int_equal(response.code, CURLE_OK);
        if (strcmp(made[i].path, "/metrics") != 0)
            wait_until(sample(*state, name) == 1);
        else
            wait_until(sample(*state, name) > 10);
    }
    assert_true(requests_counted(*state) == 10);
}

SERVER_TEST(handshakes_are_counted_by_result_and_reason)
{
    static const char *const reasons[] = {"full",
                                          "resumed",
                                          "no_certificate",
                                          "unknown_ca",
                                          "self_signed",
                                          "expired",
                                          "not_yet_valid",
                                          "wrong_purpose",
                                          "revoked",
                                          "signer_not_ca",
                                          "weak",
                                          "stale_crl",
                                          "bad_certificate",
                                          "bad_signature",
                                          "malformed_certificate",
                                          "out_of_memory",
                                          "incomplete"};
    double before = 0;

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        assert_true(handshakes(*state, reasons[i]) >= 0); /* there at 0 too */
    before = handshakes(*state, "full");
    /* Each reading is a handshake, counted before it is answered. */
    assert_true(handshakes(*state, "full") == before + 1);
}

SERVER_TEST(open_connections_are_counted)
{
    static const char name[] = "mtls_connections_active";
    struct tls_client *one = NULL;
    struct tls_client *two = NULL;

    wait_until(sample(*state, name) == 1); /* the reader's own */
    one = tls_connect(*state, &tls_sensor);
    two = tls_open(*state, &tls_sensor); /* not yet through */
    wait_until(sample(*state, name) == 3);
    tls_bye(one);
    tls_close(two);
    wait_until(sample(*state, name) == 1);
}

SERVER_TEST(live_objects_of_each_module_are_shown)
{
    char *page = samples_page(*state);
    char name[64];

    for (enum module i = 0; i < MODULE_COUNT; i++) {
        (void)snprintf(name, sizeof name, "mtls_live_objects{module=\"%s\"}",
                       module_name(i));
        if (samples_value(page, name) < 0)
            fail_because("no %s", name);
    }
    /* What is in use for this very answer. */
    assert_true(samples_value(page, "mtls_live_objects{module=\"server\"}") >=
                1);
    assert_true(
        samples_value(page, "mtls_live_objects{module=\"requests\"}") >= 1);
    assert_true(
        samples_value(page, "mtls_live_objects{module=\"listeners\"}") >= 1);
    assert_true(
        samples_value(page, "mtls_live_objects{module=\"sessions\"}") >= 1);
    free(page);
}

SUITE("contract/metrics")
