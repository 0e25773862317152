/* SPDX-License-Identifier: MIT */
/*
 * Contract: records that are not what TLS wants, at any time: the client gets
 * the alert for it (RFC 8446, section 6.2), and the log has the true reason.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "support.h"

static void send_bytes(struct tls_client *client, const void *bytes,
                       size_t size)
{
    assert_true(send(tls_socket(client), bytes, size, MSG_NOSIGNAL) ==
                (ssize_t)size);
}

/* ---- When the session stands ------------------------------------------- */

static const struct record {
    const char *bytes;
    size_t size;
    int alert;
} wrong[] = {
    {"\x17\x03\x03\x00\x20no server has sealed this record", 37,
     GNUTLS_A_BAD_RECORD_MAC},
    {"\x17\x03\x03\xff\xff", 5, GNUTLS_A_RECORD_OVERFLOW},
    {"\x63\x03\x03\x00\x01x", 6, GNUTLS_A_UNEXPECTED_MESSAGE},
};
#define WRONG (sizeof wrong / sizeof *wrong)

SERVER_TEST(a_wrong_record_ends_a_session_by_an_alert_and_a_line)
{
    size_t mark = service_log_mark(*state);
    unsigned seen = 0;

    for (size_t i = 0; i < WRONG; i++) {
        for (size_t v = 0; v < 2; v++) {
            scoped_tls struct tls_client *client = tls_connect(
                *state, &(struct tls_setup){.certificate = "sensor-1",
                                            .priorities = tls_versions[v]});
            char byte = 0;
            int alert = 0;

            send_bytes(client, wrong[i].bytes, wrong[i].size);
            if (tls_receive(client, &byte, 1) != GNUTLS_E_FATAL_ALERT_RECEIVED)
                fail_because("record %zu, %s: no alert", i, tls_versions[v]);
            alert = (int)gnutls_alert_get(tls_library(client));
            if (alert != wrong[i].alert)
                fail_because("record %zu, %s: alert %d", i, tls_versions[v],
                             alert);
            seen++;
        }
    }
    wait_until(service_log_count(*state, mark,
                                 " cut off .*peer=\"sensor-1\" "
                                 "reason=protocol_error") == seen);
    assert_get(*state, "sensor-1", "/healthz", 200);
}

/* ---- Before it does ---------------------------------------------------- */

static bool changed; /* what the client sends is its last message */

/* Sends what comes after ChangeCipherSpec with one bit that is another. */
static ssize_t garble(gnutls_transport_ptr_t object, const void *data,
                      size_t size)
{
    int socket = (int)(intptr_t)object;
    unsigned char bytes[16384] = {0};

    assert_true(size > 0 && size <= sizeof bytes);
    memcpy(bytes, data, size);
    bytes[size - 1] ^= changed;
    changed = changed || bytes[0] == 20;
    return send(socket, bytes, size, MSG_NOSIGNAL);
}

/* The certificate and its signature were right, in TLS 1.2. */
SERVER_TEST(a_broken_record_is_no_bad_signature)
{
    for (size_t v = 0; v < 2; v++) {
        scoped_tls struct tls_client *client = tls_open(
            *state, &(struct tls_setup){.certificate = "sensor-1",
                                        .priorities = tls_versions[v]});

        changed = false;
        gnutls_transport_set_push_function(tls_library(client), garble);
        assert_int_equal(tls_refusal(client), GNUTLS_A_BAD_RECORD_MAC);
        wait_until(handshakes(*state, "protocol_error") == (double)v + 1);
    }
    assert_true(handshakes(*state, "bad_signature") == 0);
}

/* Of TLS 1.2 alone: in 1.3 this alert would have to be sealed. */
SERVER_TEST(a_goodbye_in_mid_handshake_is_no_fault)
{
    scoped_tls struct tls_client *client =
        tls_open(*state, &(struct tls_setup){.certificate = "sensor-1",
                                             .priorities = TLS_1_2});

    tls_break_off(client, CUT_AFTER_FLIGHT);
    send_bytes(client, "\x15\x03\x03\x00\x02\x01\x00", 7);
    wait_until(handshakes(*state, "incomplete") == 1);
    assert_true(handshakes(*state, "protocol_error") == 0);
}

/* ---- An answer --------------------------------------------------------- */

/* As the library hands it out: what was in one record. */
SERVER_TEST(a_short_answer_comes_in_one_record)
{
    static const char *const requests[] = {GET("/healthz"), GET("/nowhere"),
                                           HEAD("HEAD", "/healthz") "\r\n"};

    for (size_t i = 0; i < 2 * sizeof requests / sizeof *requests; i++) {
        scoped_tls struct tls_client *client =
            tls_enter(*state, "sensor-1", i % 2 == 0 ? 2 : 3);
        char text[1024] = "";
        const char *end = NULL, *length = NULL;

        assert_gnutls_ok(tls_send_text(client, requests[i / 2]));
        assert_true(tls_receive(client, text, sizeof text - 1) > 0);
        end = strstr(text, "\r\n\r\n");
        length = strstr(text, "Content-Length: ");
        if (end == NULL || length == NULL)
            fail_because("no whole head: %s", text);
        if (strncmp(requests[i / 2], "HEAD", 4) == 0)
            assert_string_equal(end, "\r\n\r\n");
        else
            assert_int_equal(strlen(end + 4), strtoul(length + 16, NULL, 10));
    }
}

/* RFC 6066, section 4, and RFC 8449: none is shorter than these. */
SERVER_TEST(who_wants_short_records_gets_whole_answers)
{
    for (size_t i = 0; i < 4; i++) {
        scoped_tls struct tls_client *client = tls_open(
            *state, &(struct tls_setup){.certificate = "sensor-1",
                                        .priorities = tls_versions[i % 2]});
        gnutls_session_t tls = tls_library(client);

        if (i < 2)
            assert_gnutls_ok((int)gnutls_record_set_max_size(tls, 512));
        else
            assert_gnutls_ok((int)gnutls_record_set_max_recv_size(tls, 512));
        assert_gnutls_ok(tls_handshake(client));
        tls_ask(client, GET("/whoami"), 200);
        if (service_is_per_request())
            continue;
        tls_ask(client, GET("/healthz"), 200);
        tls_ask(client, GET("/nowhere"), 404);
        tls_ask(client, GET("/readings"), 200);
    }
}

#define IN_A_ROW 100 /* requests: few bytes, and many more of answers */
#define ROWS 15

/* Some meet a socket that is full, and wait for room. */
SERVER_TEST(short_answers_that_nobody_reads_yet_come_whole_later)
{
    scoped_tls struct tls_client *client =
        tls_connect(*state, &(struct tls_setup){.certificate = "sensor-1",
                                                .receive_buffer = 4096,
                                                .segment = ETHERNET});
    static const char request[] = GET("/healthz");
    size_t length = service_is_per_request() ? 1 : IN_A_ROW;
    size_t rows = service_is_per_request() ? 1 : ROWS;
    char row[IN_A_ROW * sizeof request] = "";

    for (size_t i = 0; i < length; i++)
        memcpy(row + i * (sizeof request - 1), request, sizeof request);
    for (size_t i = 0; i < rows; i++)
        assert_gnutls_ok(tls_send_text(client, row));
    for (size_t i = 0; i < length * rows; i++) {
        scoped_response struct http_response response = {0};

        assert_true(tls_answer(client, false, &response));
        assert_status(&response, 200);
        assert_string_equal(response.body, "{\"status\":\"ok\"}");
    }
}

SUITE("contract/records")
