/* SPDX-License-Identifier: MIT */
/*
 * What clients do once they are let in.
 */
#include "acts.h"

#include <string.h>

#include "probe.h"

#define LITTLE 4096 /* bytes of receive buffer */

/* ---- Requests ---------------------------------------------------------- */

void act_request(struct series *series, unsigned i)
{
    struct visitor *visitor =
        visitor_enter(series->server, "sensor-1", minor_of(series, i));

    visitor_ask(visitor, series->trigger->argument, series->trigger->status);
    visitor_leave(visitor);
}

/* Each route in its turn. */
void act_view(struct series *series, unsigned i)
{
    static const char *const views[] = {
        GET("/whoami"),   GET("/readings?limit=3"),
        GET("/requests"), GET("/sessions"),
        GET("/metrics"),  HEAD("HEAD", "/healthz") "\r\n",
    };
    struct visitor *visitor =
        visitor_enter(series->server, "operator", minor_of(series, i));

    visitor_ask(visitor, views[i % (sizeof views / sizeof *views)], 200);
    visitor_leave(visitor);
}

void act_stay(struct series *series)
{
    series->connected =
        visitor_enter(series->server, "sensor-1", minor_of(series, 1));
    visitor_ask(series->connected, series->server->ask,
                series->server->ask_status);
}

void act_ask_again(struct series *series, unsigned i)
{
    (void)i;
    visitor_ask(series->connected, series->server->ask,
                series->server->ask_status);
}

void act_go(struct series *series)
{
    visitor_leave(series->connected);
    series->connected = NULL;
}

/* What there is of a request, and then the client's end. */
void act_broken_request(struct series *series, unsigned i)
{
    struct visitor *visitor =
        visitor_enter(series->server, "sensor-1", minor_of(series, i));

    visitor_send(visitor, series->trigger->argument,
                 strlen(series->trigger->argument));
    visitor_end(visitor);
}

/* All but the empty line, which ends it. */
void act_half_head(struct series *series, unsigned i)
{
    const char *request = series->server->ask;
    struct visitor *visitor =
        visitor_enter(series->server, "sensor-1", minor_of(series, i));

    visitor_send(visitor, request, strlen(request) - 2);
    visitor_end(visitor);
}

/* ---- More than is allowed ------------------------------------------------ */

#define LONG_HEAD 8192 /* bytes; in one record, as the server may reset */

void act_long_head(struct series *series, unsigned i)
{
    static const char start[] = HEAD("GET", "/healthz") "X-Long: ";
    static const char end[] = {'\r', '\n', '\r', '\n'};
    char head[LONG_HEAD];
    struct visitor *visitor =
        visitor_enter(series->server, "sensor-1", minor_of(series, i));

    memset(head, 'x', sizeof head);
    memcpy(head, start, sizeof start - 1);
    memcpy(head + sizeof head - sizeof end, end, sizeof end);
    visitor_send(visitor, head, sizeof head);
    visitor_end(visitor);
}

#define CHUNK 16384
#define CHUNKS 6 /* 96 KiB: more than --max-body's default of 64 */

/* Read on to its end, so that the client comes to read the answer. */
void act_long_body(struct series *series, unsigned i)
{
    static const char head[] =
        HEAD("POST", "/readings") "Content-Type: application/json\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n";
    char chunk[CHUNK];
    size_t body = 0;
    struct visitor *visitor =
        visitor_enter(series->server, "sensor-1", minor_of(series, i));

    memset(chunk, 'x', sizeof chunk);
    visitor_send(visitor, head, sizeof head - 1);
    for (unsigned n = 0; n < CHUNKS; n++) {
        visitor_send(visitor, "4000\r\n", 6); /* CHUNK, in hexadecimal */
        visitor_send(visitor, chunk, sizeof chunk);
        visitor_send(visitor, "\r\n", 2);
    }
    visitor_send(visitor, "0\r\n\r\n", 5);
    assert_int_equal(visitor_status(visitor, &body), series->trigger->status);
    visitor_skip(visitor, body);
    visitor_leave(visitor);
}

/* ---- Downloads ----------------------------------------------------------- */

struct visitor *act_begin_download(struct series *series, unsigned i)
{
    struct visitor *visitor = visitor_connect(series->server, LITTLE);
    size_t body = 0;

    assert_gnutls_ok(
        visitor_handshake(visitor, "sensor-1", minor_of(series, i), NULL));
    visitor_send(visitor, GET("/firmware/big.bin"),
                 strlen(GET("/firmware/big.bin")));
    assert_int_equal(visitor_status(visitor, &body), 200);
    visitor_skip(visitor, 1024);
    return visitor;
}

void act_gone_download(struct series *series, unsigned i)
{
    visitor_reset(act_begin_download(series, i));
}

void act_stalled_download(struct series *series, unsigned i)
{
    struct visitor *visitor = act_begin_download(series, i);

    visitor_let_fill(visitor);
    visitor_reset(visitor);
}

/* ---- A crowd ----------------------------------------------------------- */

#define CROWD 16

void triggers_crowd(struct service *server)
{
    struct visitor *crowd[CROWD];

    for (size_t i = 0; i < CROWD; i++)
        crowd[i] = visitor_connect(server, 0);
    for (size_t i = 0; i < CROWD; i++) {
        assert_gnutls_ok(
            visitor_handshake(crowd[i], "sensor-1", i % 2 == 0 ? 2 : 3, NULL));
        visitor_ask(crowd[i], GET("/healthz"), 200);
    }
    for (size_t i = 0; i < CROWD; i++)
        visitor_leave(crowd[i]);
}
