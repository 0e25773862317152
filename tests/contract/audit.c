/* SPDX-License-Identifier: MIT */
/*
 * Contract: the log. One audit line for each request, never more, never less;
 * and nothing that a client says can forge a line or a field.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sent.h"
#include "support.h"

#define LINE "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z "

/* The whole log is made of lines of the right form. */
static void log_is_well_formed(const struct service *server)
{
    unsigned lines = service_log_count(server, 0, "");
    unsigned good = service_log_count(
        server, 0, LINE "(debug|info|warning|error) [ -~]+$");

    if (lines != good)
        fail_because("%u of %u lines are malformed:\n%s", lines - good, lines,
                     service_log(server, 0));
}

/* ---- One line a request ------------------------------------------------ */

SERVER_TEST(a_request_leaves_one_audit_line_with_all_fields)
{
    scoped_response struct http_response response = {0};

    assert_get(*state, "sensor-1", "/healthz?a=b", 200);
    (void)service_log_wait(
        *state, 0,
        LINE "info audit id=1 client=127\\.0\\.0\\.1:[0-9]+ peer=\"sensor-1\" "
             "by=cn serial=[0-9a-f]+ method=GET path=\"/healthz\" status=200 "
             "bytes=15 end=complete ms=[0-9]+ reloads=0$");
    (void)http_get(*state, "operator", "/nowhere", &response);
    (void)service_log_wait(*state, 0,
                           " id=2 .* peer=\"operator\" .*status=404 ");
    assert_int_equal(service_log_count(*state, 0, " audit "), 2);
}

SERVER_TEST(every_request_leaves_exactly_one_audit_line)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "DELETE"};
    static const char *const paths[] = {"/healthz", "/nowhere", "/readings",
                                        "/firmware/f", "/firmware/none"};
    scoped_client struct http_client *client = client_new(*state, "sensor-1");
    scoped_response struct http_response response = {0};
    char pattern[64];
    unsigned made = 0;

    service_put(*state, "f", "firmware", 8);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 20; i++) {
            (void)client_send(client,
                              &(struct http_request){.method = methods[i % 4],
                                                     .path = paths[i % 5]},
                              &response);
            assert_int_equal(response.code, CURLE_OK);
            made++;
        }
    }
    /* Of a server per request the last line may come before another. */
    wait_until(service_log_count(*state, 0, " audit ") >= made);
    assert_int_equal(service_log_count(*state, 0, " audit "), made);
    for (unsigned id = 1; id <= made; id++) {
        (void)snprintf(pattern, sizeof pattern, " audit id=%u ", id);
        assert_int_equal(service_log_count(*state, 0, pattern), 1);
    }
    log_is_well_formed(*state);
}

SERVER_TEST(a_download_cut_off_leaves_one_audit_line_too)
{
    static char data[16000000];
    struct tls_client *client =
        tls_connect(*state, &(struct tls_setup){.certificate = "sensor-1",
                                                .receive_buffer = 4096});
    char part[100];

    service_put(*state, "image.bin", data, sizeof data);
    assert_gnutls_ok(tls_send_text(
        client, "GET /firmware/image.bin HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert_true(tls_receive(client, part, sizeof part) > 0);
    tls_close(client);
    (void)service_log_wait(*state, 0,
                           " audit .*path=\"/firmware/image.bin\" status=200 "
                           "bytes=16000000 end=aborted ");
    assert_int_equal(service_log_count(*state, 0, " audit "), 1);
}

/* ---- Reloads ----------------------------------------------------------- */

SERVER_TEST(a_reload_during_a_request_stands_in_its_audit_line)
{
    struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    begin_reading(client);
    assert_contains(service_reload(*state), "reloaded key");
    ask(client, GOOD, &response);
    assert_status(&response, 201);
    tls_close(client);
    (void)service_log_wait(*state, 0, " audit .*status=201 .*reloads=1$");
    /* The next one has seen none. */
    (void)http_get(*state, "sensor-1", "/healthz", &response);
    (void)service_log_wait(*state, 0, " audit id=2 .*reloads=0$");
    assert_int_equal(service_log_count(*state, 0, " audit "), 2);
}

/* ---- Forging ----------------------------------------------------------- */

SERVER_TEST(a_path_cannot_forge_a_line_or_a_field)
{
    static const char *const paths[] = {
        "/x%0a2030-01-01T00:00:00Z%20info%20audit%20id=99%20forged",
        "/x%0d%0aforged",
        "/x%22%20status=200%20forged=%22",
        "/x%1b%5b31mforged",
        "/x%5c%22",
        "/x%7f%80%ff%c3%a9",
    };
    char pattern[96];

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_get(*state, "sensor-1", paths[i], 404);
        (void)snprintf(
            pattern, sizeof pattern,
            " audit id=%zu .* path=\"([^\"\\\\]|\\\\x..|\\\\[\"\\\\])*\" "
            "status=404 ",
            i + 1);
        (void)service_log_wait(*state, 0, pattern);
    }
    assert_int_equal(service_log_count(*state, 0, ""),
                     sizeof paths / sizeof *paths);
    log_is_well_formed(*state);
    /* Nor break the list of requests: in JSON there is a place for UTF-8. */
    assert_get(*state, "operator", "/requests", 200);
}

SERVER_TEST(a_method_cannot_forge_a_line_or_a_field)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    assert_gnutls_ok(tls_send_text(
        client, "G\"\x1b\\ET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"));
    (void)tls_answer(client, false, &response);
    (void)http_get(*state, "sensor-1", "/healthz", &response);
    (void)service_log_wait(*state, 0, " status=200 ");
    log_is_well_formed(*state);
}

/* A CA may sign any bytes as a name: of one let in, and of one refused. */
SERVER_TEST(a_subject_cannot_forge_a_line_or_a_field)
{
    static const char name[] = "evil\n2030-01-01T00:00:00Z info audit id=99 "
                               "\r\x1b[31m\" forged=\"1\\";
    gnutls_datum_t good = cert_issue(name, sizeof name - 1, time(NULL) + 600);
    gnutls_datum_t old = cert_issue(name, sizeof name - 1, time(NULL) - 600);
    struct tls_client *client = NULL;
    scoped_response struct http_response response = {0};

    client = tls_connect(*state, &(struct tls_setup){.der = &good});
    ask(client, GET("/whoami"), &response);
    assert_status(&response, 200);
    tls_close(client);
    client = tls_open(*state, &(struct tls_setup){.der = &old});
    assert_int_equal(tls_refusal(client), GNUTLS_A_CERTIFICATE_EXPIRED);
    tls_close(client);
    (void)service_log_wait(*state, 0, " audit .* peer=\"evil\\\\x0a2030");
    (void)service_log_wait(*state, 0, " refused .*reason=expired subject=\"");
    assert_int_equal(service_log_count(*state, 0, ""), 2);
    log_is_well_formed(*state);
    gnutls_free(good.data);
    gnutls_free(old.data);
}

/* As the client with this certificate: the peer that is first in this list. */
static void expect_first(struct service *server, const gnutls_datum_t *der,
                         const char *request, const char *peer)
{
    scoped_tls struct tls_client *client =
        tls_connect(server, &(struct tls_setup){.der = der});
    scoped_response struct http_response response = {0};
    json_t *list = NULL;

    ask(client, request, &response);
    assert_status(&response, 200);
    list = json_loads(response.body, 0, NULL);
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(list, 0), "peer")),
        peer);
    json_decref(list);
}

/* What is no plain letter, and what is longer than the list keeps. */
SERVER_TEST(the_lists_say_of_a_peer_what_the_log_says)
{
    static const struct {
        const char *name, *in_the_log, *in_the_list;
    } peers[] = {
        {"a\"b\\c\xc3\xa4", "a\\\"b\\\\c\\xc3\\xa4", "a\\\"b\\\\c\\xc3\\xa4"},
        {"a-name-of-sixty-four-letters-and-therefore-of-one-more-than-fits",
         "a-name-of-sixty-four-letters-and-therefore-of-one-more-than-fits",
         "a-name-of-sixty-four-letters-and-therefore-of-one-more-than\\..."},
    };

    for (size_t i = 0; i < sizeof peers / sizeof *peers; i++) {
        gnutls_datum_t der =
            cert_issue(peers[i].name, strlen(peers[i].name), time(NULL) + 600);
        char logged[128];

        expect_first(*state, &der, GET("/sessions"), peers[i].in_the_log);
        expect_first(*state, &der, GET("/requests"), peers[i].in_the_list);
        gnutls_free(der.data);
        (void)snprintf(logged, sizeof logged, " peer=\"%s\" ",
                       peers[i].in_the_log);
        assert_non_null(strstr(service_log(*state, 0), logged));
    }
}

/* ---- Levels ------------------------------------------------------------ */

BARE_TEST(the_level_decides_what_is_written)
{
    static const char *const quiet[] = {"--log-level", "warning", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = quiet});
    struct tls_client *client = NULL;

    assert_get(server, "sensor-1", "/healthz", 200);
    client = tls_open(server, &(struct tls_setup){0});
    (void)tls_refusal(client);
    tls_close(client);
    assert_int_equal(service_stop(server), 0);
    assert_int_equal(service_log_count(server, 0, ""), 1);
    assert_int_equal(service_log_count(server, 0, " warning refused "), 1);
}

SUITE("contract/audit")
