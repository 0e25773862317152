/* SPDX-License-Identifier: MIT */
/*
 * Contract: clients that begin and do not go on. Handshakes broken off, bytes
 * that are no TLS, half a request: the server lets go of each, counts it, and
 * goes on serving.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "support.h"

static void serves(const struct service *server)
{
    assert_get(server, "sensor-1", "/healthz", 200);
}

/* ---- Handshakes ------------------------------------------------------ */

SERVER_TEST(a_handshake_broken_off_counts_as_incomplete)
{
    /* Nothing; within a record's head, its ClientHello; and behind it. */
    static const size_t sizes[] = {0, 1, 5, 6, 100};
    double count = 0;

    for (size_t v = 0; v < 2; v++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            struct tls_client *client = tls_open(
                *state, &(struct tls_setup){.certificate = "sensor-1",
                                            .priorities = tls_versions[v]});

            if (sizes[i] > 0)
                tls_handshake_part(client, sizes[i]);
            tls_close(client);
            count++;
            wait_until(handshakes(*state, "incomplete") == count);
        }
    }
    serves(*state);
}

SERVER_TEST(a_handshake_broken_off_in_the_second_flight_counts_too)
{
    double before = 0;

    for (size_t v = 0; v < 2; v++) {
        const struct tls_setup setup = {.certificate = "sensor-1",
                                        .priorities = tls_versions[v]};
        size_t hello = tls_hello_size(*state, &setup);

        for (size_t more = 0; more <= 300; more += 100) {
            struct tls_client *client = tls_open(*state, &setup);

            before = handshakes(*state, "incomplete");
            tls_handshake_part(client, hello + more);
            tls_close(client);
            wait_until(handshakes(*state, "incomplete") > before);
        }
    }
    serves(*state);
}

/* Those that GnuTLS gives up have an alert; the others are cut short. */
SERVER_TEST(bytes_that_are_no_tls_are_no_handshake)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *reason;
    } sent[] = {
        {"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 34, "protocol_error"},
        {"\0\0\0\0\0\0\0\0\0\0", 10, "protocol_error"},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12,
         "protocol_error"},
        {"SSH-2.0-OpenSSH_9.2\r\n", 21, "protocol_error"},
        {"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10", 11,
         "incomplete"}, /* SSL 2 */
        {"\x16\x03\x01\xff\xff", 5, "protocol_error"},
        {"\x17\x03\x03\x00\x05hello", 10, "protocol_error"},
        {"\x15\x03\x03\x00\x02\x02\x28", 7, "protocol_error"}, /* an alert */
        {"\x16\x03\x03\x00\x04\x01\xff\xff\xff", 9, "incomplete"},
    };
    size_t mark = service_log_mark(*state);

    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct tls_client *client = tls_open(*state, &tls_sensor);
        double before = handshakes(*state, sent[i].reason);
        char answer[256] = "";
        ssize_t got = 0;
        bool alert = false;

        assert_int_equal(
            send(tls_socket(client), sent[i].bytes, sent[i].size, 0),
            sent[i].size);
        /* Fails where the server has closed already: just as well. */
        (void)shutdown(tls_socket(client), SHUT_WR);
        do {
            got = recv(tls_socket(client), answer, sizeof answer, 0);
            if (got >= 5 && memcmp(answer, "HTTP/", 5) == 0)
                fail_because("%zu was answered by HTTP", i);
            alert = got >= 7 && answer[0] == 21 && answer[5] == 2;
            if (alert)
                break;
        } while (got > 0);
        tls_close(client);
        wait_until(handshakes(*state, sent[i].reason) == before + 1);
        if (alert != (strcmp(sent[i].reason, "incomplete") != 0))
            fail_because("%zu: an alert is %s", i, alert ? "sent" : "missing");
    }
    assert_int_equal(service_log_count(*state, mark, "no handshake|refused"),
                     sizeof sent / sizeof *sent);
    assert_true(requests_counted(*state) == 0);
}

/* ---- Requests -------------------------------------------------------- */

SERVER_TEST(half_a_request_and_a_close_do_no_harm)
{
    static const char request[] =
        "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        "Content-Type: application/json\r\n\r\n{\"sensor\":";

    for (size_t size = 1; size < sizeof request; size += 9) {
        struct tls_client *client = tls_connect(*state, &tls_sensor);

        assert_gnutls_ok(tls_send(client, request, size));
        if (size % 2 == 0)
            tls_bye(client);
        else
            tls_close(client);
    }
    serves(*state);
    wait_until(sample(*state, "mtls_connections_active") == 1);
}

/* One that came to its body has begun, so it ends: in the counts and log. */
SERVER_TEST(a_request_without_its_body_ends_with_its_connection)
{
    static const char name[] =
        "http_requests_total{route=\"/readings\",code=\"0\"}";
    struct tls_client *client = tls_connect(*state, &tls_sensor);
    size_t mark = service_log_mark(*state);

    assert_gnutls_ok(tls_send_text(
        client, "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                "Content-Type: application/json\r\n\r\n{"));
    wait_until(sample(*state, "mtls_connections_active") == 2);
    tls_close(client);
    (void)service_log_wait(*state, mark,
                           "audit .*method=POST path=\"/readings\" status=0 ");
    wait_until(sample(*state, name) == 1);
}

SERVER_TEST(what_is_no_http_is_answered_by_an_error_or_a_close)
{
    static const char *const sent[] = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET /healthz HTTP/9.9\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n\r\n", /* no Host: RFC 9112, section 3.2 */
        "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        ("POST /readings HTTP/1.1\r\nHost: x\r\n"
         "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    };
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct tls_client *client = tls_connect(*state, &tls_sensor);

        assert_gnutls_ok(tls_send_text(client, sent[i]));
        if (tls_answer(client, false, &response) &&
            (response.status < 400 || response.status > 599))
            fail_because("answered by %ld: %s", response.status, sent[i]);
        tls_expect_end(client);
        tls_close(client);
    }
    serves(*state);
}

SERVER_TEST(headers_beyond_all_bounds_are_refused)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};
    char line[200];

    memset(line, 'h', sizeof line);
    memcpy(line, "X-Long: ", 8);
    memcpy(line + sizeof line - 3, "\r\n", 3);
    assert_gnutls_ok(
        tls_send_text(client, "GET /healthz HTTP/1.1\r\nHost: x\r\n"));
    for (int i = 0; i < 50; i++) {
        if (tls_send_text(client, line) < 0)
            break; /* broken off already */
    }
    (void)tls_send_text(client, "\r\n");
    if (tls_answer(client, false, &response))
        assert_true(response.status >= 400);
    serves(*state);
}

SUITE("contract/incomplete")
