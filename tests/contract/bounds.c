/* SPDX-License-Identifier: MIT */
/*
 * Contract: how long a head may be. README's limits are what is measured: up
 * to them every request is answered by what it asks for, beyond them by 414,
 * 431 or 400, and nothing has run.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sent.h"
#include "support.h"

/* A request under way: text, and what is repeated to make it long. */
struct draft {
    size_t length;
    char text[20000];
};

static void add(struct draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(struct draft *draft, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    draft->length += (size_t)vsnprintf(draft->text + draft->length,
                                       sizeof draft->text - draft->length,
                                       format, arguments);
    va_end(arguments);
    assert_true(draft->length < sizeof draft->text);
}

/* Until it has `length` bytes. */
static void fill(struct draft *draft, size_t length, const char *with)
{
    while (draft->length + strlen(with) <= length)
        add(draft, "%s", with);
}

static long answer(const struct service *server, const struct draft *draft)
{
    scoped_tls struct tls_client *client = tls_connect(server, &tls_sensor);
    scoped_response struct http_response response = {0};

    /* What is refused need not be read to its end. */
    (void)tls_send(client, draft->text, draft->length);
    if (!tls_answer(client, false, &response))
        return 0;
    if (response.status >= 400)
        assert_problem(&response, response.status);
    return response.status;
}

static void expect(const struct service *server, const struct draft *draft,
                   long status)
{
    long got = answer(server, draft);

    if (got != status)
        fail_because("%zu bytes are answered by %ld, not %ld: %.60s...",
                     draft->length, got, status, draft->text);
}

/* ---- One limit each ----------------------------------------------------- */

SERVER_TEST(a_head_may_have_8192_bytes)
{
    static const char end[] = "\r\n\r\n";

    for (size_t size = 8191; size <= 8193; size++) {
        struct draft draft = {.length = 0};

        add(&draft, "GET /healthz HTTP/1.1\r\nHost: x\r\nA: ");
        fill(&draft, size - strlen(end), "b");
        add(&draft, "%s", end);
        expect(*state, &draft, size <= 8192 ? 200 : 431);
    }
}

SERVER_TEST(it_may_have_any_number_of_fields)
{
    struct draft draft = {.length = 0};

    add(&draft, "GET /healthz HTTP/1.1\r\nHost: x\r\n");
    fill(&draft, 8000, "A:\r\n");
    add(&draft, "\r\n");
    expect(*state, &draft, 200);
}

SERVER_TEST(a_target_may_have_1024_bytes)
{
    static const char *const begin[] = {"GET /healthz?", "GET /firmware/"};

    for (size_t i = 0; i < 2; i++) {
        for (size_t size = 1023; size <= 1025; size++) {
            struct draft draft = {.length = 0};

            add(&draft, "%s", begin[i]);
            fill(&draft, size + strlen("GET "), "a");
            add(&draft, " HTTP/1.1\r\nHost: x\r\n\r\n");
            expect(*state, &draft, size > 1024 ? 414 : i == 0 ? 200 : 404);
        }
    }
}

SERVER_TEST(a_line_without_an_end_is_a_target_too_long)
{
    struct draft draft = {.length = 0};

    add(&draft, "GET /");
    fill(&draft, 9000, "a");
    expect(*state, &draft, 414);
}

SERVER_TEST(a_target_may_have_16_arguments)
{
    for (int count = 15; count <= 50; count += count < 17 ? 1 : 33) {
        struct draft draft = {.length = 0};

        add(&draft, "GET /healthz?a=b");
        for (int i = 1; i < count; i++)
            add(&draft, "&a=b");
        add(&draft, " HTTP/1.1\r\nHost: x\r\n\r\n");
        expect(*state, &draft, count <= 16 ? 200 : 414);
    }
}

SERVER_TEST(a_line_before_a_chunk_may_have_256_bytes)
{
    for (size_t size = 255; size <= 257; size++) {
        struct draft draft = {.length = 0};
        size_t head = 0;

        add(&draft, POST JSON "Transfer-Encoding: chunked\r\n\r\n");
        head = draft.length;
        add(&draft, "23;a=");
        fill(&draft, head + size, "b");
        add(&draft, "\r\n" GOOD "\r\n0\r\n\r\n");
        expect(*state, &draft, size <= 256 ? 201 : 400);
    }
}

SERVER_TEST(a_body_may_have_4096_bytes_of_extensions)
{
    for (int count = 16; count <= 17; count++) { /* of 256 bytes each */
        struct draft draft = {.length = 0};

        add(&draft, POST JSON "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < count; i++) {
            size_t line = draft.length;

            add(&draft, "1;a=");
            fill(&draft, line + 256, "b");
            add(&draft, "\r\n \r\n");
        }
        add(&draft, "23\r\n" GOOD "\r\n0\r\n\r\n");
        expect(*state, &draft, count <= 16 ? 201 : 400);
    }
}

/* ---- All of them at once ------------------------------------------------ */

/*
 * Every route, with the longest of everything: there is room, for the answer,
 * too. And near each limit no request is taken and not answered.
 */
SERVER_TEST(whatever_is_let_pass_is_answered)
{
    static const char *const lines[] = {"POST /readings?a", "GET /metrics?a",
                                        "GET /requests?a", "GET /firmware/f?a",
                                        "GET /nowhere?a"};
    static const long status[] = {201, 200, 200, 200, 404};

    service_put(*state, "f", "firmware", 8);
    for (size_t i = 0; i < 5; i++) {
        for (size_t size = 100; size <= 1024; size += 132) {
            struct draft draft = {.length = 0};

            add(&draft, "%s", lines[i]);
            for (int argument = 1; argument < 16; argument++)
                add(&draft, "&a=");
            fill(&draft, size + 4, "b");
            add(&draft, " HTTP/1.1\r\nHost: ");
            fill(&draft, draft.length + 255, "h");
            add(&draft, ":8443\r\nConnection: close\r\n");
            if (i == 0)
                add(&draft, "Content-Length: 35\r\n");
            add(&draft, "Content-Type: application/json; a=");
            fill(&draft, draft.length + size / 2 - 40, "b");
            add(&draft, "\r\n\r\n%s", i == 0 ? GOOD : "");
            expect(*state, &draft, status[i]);
        }
    }
}

/* A head of 2.1 to 3.4 KB in a few fields, and in many. */
SERVER_TEST(near_a_limit_nothing_is_stored_and_not_answered)
{
    static const char *const fields[] = {"b", "\r\nA: b"};
    char name[] = "http_requests_total{route=\"/readings\",code=\"201\"}";
    unsigned made = 0;

    for (size_t i = 0; i < 2; i++) {
        for (size_t size = 2100; size <= 8100; size += 250, made++) {
            struct draft draft = {.length = 0};

            add(&draft, POST JSON "Content-Length: 35\r\nA: ");
            fill(&draft, size, fields[i]);
            add(&draft, "\r\n\r\n" GOOD);
            expect(*state, &draft, 201);
        }
    }
    wait_until(sample(*state, name) == made);
}

SUITE("contract/bounds")
