/* SPDX-License-Identifier: MIT */
/*
 * Contract: where a request ends (RFC 9112, sections 6 and 7). Whoever leaves
 * that open is refused, and nothing that follows is taken for a request.
 */
#include <stdio.h>
#include <string.h>

#include "sent.h"
#include "support.h"

/* ---- Where the message ends (section 6) -------------------------------- */

SERVER_TEST(a_length_is_one_number)
{
    static const struct sent sent[] = {
        SENT(400, POST JSON
             "Content-Length: 35\r\nContent-Length: 36\r\n\r\n" GOOD " "),
        SENT(400, POST JSON "Content-Length: 35, 35\r\n\r\n" GOOD),
        SENT(400, POST JSON "Content-Length: +35\r\n\r\n" GOOD),
        SENT(400, POST JSON "Content-Length: -35\r\n\r\n" GOOD),
        SENT(400, POST JSON "Content-Length: 0x23\r\n\r\n" GOOD),
        SENT(400, POST JSON "Content-Length: 35 0\r\n\r\n" GOOD),
        SENT(400, POST JSON "Content-Length: 35.0\r\n\r\n" GOOD),
        SENT(400, POST JSON "Content-Length:\r\n\r\n" GOOD),
        SENT(413,
             POST JSON "Content-Length: 99999999999999999999999\r\n\r\n" GOOD),
        SENT(413, POST JSON
             "Content-Length: 18446744073709551651\r\n\r\n" GOOD), /* 35 */
        SENT(201, POST JSON "Content-Length: 0000035\r\n\r\n" GOOD),
    };

    ALL_ANSWERED();
}

SERVER_TEST(a_coding_is_chunked_and_nothing_else)
{
#define CHUNKS "23\r\n" GOOD "\r\n0\r\n\r\n"
#define CODING "Transfer-Encoding: "
    static const struct sent sent[] = {
        SENT(400,
             POST JSON CODING "chunked\r\nContent-Length: 35\r\n\r\n" CHUNKS),
        SENT(400, POST JSON "Content-Length: 35\r\n" CODING
                            "chunked\r\n\r\n" CHUNKS),
        SENT(400, POST JSON CODING "chunked, chunked\r\n\r\n" CHUNKS),
        SENT(400,
             POST JSON CODING "chunked\r\n" CODING "chunked\r\n\r\n" CHUNKS),
        SENT(400, POST JSON CODING "chunked, gzip\r\n\r\n" CHUNKS),
        SENT(400, POST JSON CODING "\r\n\r\n" CHUNKS),
        SENT(400, POST JSON CODING "\"chunked\"\r\n\r\n" CHUNKS),
        SENT(400, POST JSON CODING "chunked;a=b\r\n\r\n" CHUNKS),
        SENT(501, POST JSON CODING "gzip, chunked\r\n\r\n" CHUNKS),
        SENT(501, POST JSON CODING "gzip\r\n\r\n" CHUNKS),
        SENT(501, POST JSON CODING "identity\r\n\r\n" CHUNKS),
        SENT(501, POST JSON CODING "xchunked\r\n\r\n" CHUNKS),
        SENT(400, "POST /readings HTTP/1.0\r\n" JSON CODING
                  "chunked\r\n\r\n" CHUNKS),
        SENT(201, POST JSON CODING "Chunked\r\n\r\n" CHUNKS),
        SENT(201, POST JSON CODING ", chunked ,\r\n\r\n" CHUNKS),
    };

    ALL_ANSWERED();
}

/* ---- Chunks (section 7.1) ----------------------------------------------- */

#define CHUNKED POST JSON CODING "chunked\r\n\r\n"

SERVER_TEST(chunks_are_as_they_say)
{
    static const struct sent sent[] = {
        SENT(400, CHUNKED "zz\r\n"),
        SENT(400, CHUNKED "\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "+23\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "-1\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "0x23\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED " 23\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "23 \r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "2_3\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "23\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "23\r" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "23\0\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "10000000000000023\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "23\r\n" GOOD "XX0\r\n\r\n"),
        SENT(400, CHUNKED "23\r\n" GOOD "\n0\r\n\r\n"),
        SENT(400, CHUNKED "22\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "24\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(201, CHUNKED "0000023\r\n" GOOD "\r\n000\r\n\r\n"),
    };

    ALL_ANSWERED();
}

SERVER_TEST(extensions_and_trailers_are_right_and_mean_nothing)
{
    static const struct sent sent[] = {
        SENT(400, CHUNKED "23;a\nb\r\n" GOOD "\r\n0\r\n\r\n"),
        SENT(400, CHUNKED "23\r\n" GOOD "\r\n0\r\nA : b\r\n\r\n"),
        SENT(400, CHUNKED "23\r\n" GOOD "\r\n0\r\nA: b\0\r\n\r\n"),
        SENT(400, CHUNKED "23\r\n" GOOD "\r\n0\r\nA: b\n\n"),
        SENT(201,
             CHUNKED "23;a;b=c; d = \"e\\\";\"\r\n" GOOD "\r\n0;a\r\n\r\n"),
        SENT(201, CHUNKED "23\r\n" GOOD "\r\n0\r\nHead-Fault: 1\r\n\r\n"),
        SENT(201,
             POST JSON "Head-Fault: 1\r\n" CODING "chunked\r\n\r\n"
                       "23\r\n" GOOD "\r\n0\r\nContent-Length: 1\r\n\r\n"),
    };

    ALL_ANSWERED();
}

/* ---- Expect: 100-continue (RFC 9110, section 10.1.1) ------------------- */

SERVER_TEST(who_would_be_refused_is_not_told_to_go_on)
{
#define ASKS "Content-Length: 35\r\nExpect: 100-continue\r\n\r\n"
    static const struct sent sent[] = {
        SENT(404, "POST /nowhere HTTP/1.1\r\nHost: x\r\n" JSON ASKS),
        SENT(405, "POST /healthz HTTP/1.1\r\nHost: x\r\n" JSON ASKS),
        SENT(405, "PUT /readings HTTP/1.1\r\nHost: x\r\n" JSON ASKS),
        SENT(415, POST "Content-Type: text/plain\r\n" ASKS),
        SENT(415, POST ASKS),
        SENT(413, POST JSON "Content-Length: 65537\r\n"
                            "Expect: 100-continue\r\n\r\n"),
        SENT(417, POST JSON "Expect: tea\r\nContent-Length: 35\r\n\r\n" GOOD),
        SENT(400, POST JSON "Content-Length: 1, 2\r\n"
                            "Expect: 100-continue\r\n\r\n"),
        SENT(200, HEALTHZ "Expect: 100-continue\r\n" END), /* no body comes */
        SENT(100, POST JSON ASKS),
    };

    ALL_ANSWERED();
}

/* ---- One after the other ------------------------------------------------ */

SERVER_TEST(what_comes_after_a_refusal_is_not_heard)
{
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    ask(client,
        POST JSON "Transfer-Encoding: chunked\r\n"
                  "Content-Length: 4\r\n\r\n"
                  "23\r\n" GOOD "\r\n0\r\n\r\n" HEALTHZ END,
        &response);
    assert_problem(&response, 400);
    tls_expect_end(client);
    (void)service_log_wait(*state, 0, " audit .* status=400 ");
    assert_int_equal(service_log_count(*state, 0, " audit "), 1);
}

SERVER_TEST(the_pieces_in_which_it_comes_do_not_matter)
{
    static const char good[] =
        "\r\n" POST JSON "Transfer-Encoding: chunked\r\n\r\n"
        "1;a=b\r\n{\r\n22\r\n\"sensor\":\"s\",\"value\":"
        "1,\"unit\":\"K\"}\r\n0\r\nA: b\r\n\r\n";
    scoped_tls struct tls_client *client = tls_connect(*state, &tls_sensor);
    scoped_response struct http_response response = {0};

    for (size_t i = 0; i < sizeof good - 1; i++)
        assert_gnutls_ok(tls_send(client, good + i, 1));
    assert_true(tls_answer(client, false, &response));
    assert_status(&response, 201);
}

SUITE("contract/framing")
