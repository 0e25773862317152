/* SPDX-License-Identifier: MIT */
/*
 * What clients do once they are let in.
 */
#define _DEFAULT_SOURCE /* FIONREAD */
#include "acts.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "probe.h"

#define LITTLE 4096 /* bytes of receive buffer */

/* ---- Requests ---------------------------------------------------------- */

void act_request(struct series *series, unsigned i)
{
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    tls_ask(client, series->trigger->argument, series->trigger->status);
    tls_leave(client);
}

/* Each route in its turn. */
void act_view(struct series *series, unsigned i)
{
    static const char *const views[] = {
        GET("/whoami"),   GET("/readings?limit=3"),
        GET("/requests"), GET("/sessions"),
        GET("/metrics"),  HEAD("HEAD", "/healthz") "\r\n",
    };
    struct tls_client *client =
        tls_enter(series->server, "operator", minor_of(series, i));

    tls_ask(client, views[i % (sizeof views / sizeof *views)], 200);
    tls_leave(client);
}

void act_stay(struct series *series)
{
    series->connected =
        tls_enter(series->server, "sensor-1", minor_of(series, 1));
    tls_ask(series->connected, series->server->ask,
            series->server->ask_status);
}

void act_ask_again(struct series *series, unsigned i)
{
    (void)i;
    tls_ask(series->connected, series->server->ask,
            series->server->ask_status);
}

/* On its connection, with nobody else there, one after the other. */
void act_ask_for_all(struct series *series, unsigned i)
{
    static const struct {
        const char *text;
        long status;
    } asks[ALL_ASKS] = {
        {GET("/whoami"), 200},
        {GET("/firmware/small.bin"), 200},
        {HEAD("HEAD", "/firmware/small.bin") "\r\n", 200},
        {HEAD("POST", "/readings") "Content-Type: application/json\r\n"
                                   "Content-Length: 35\r\n\r\n{\"sensor\":"
                                   "\"s\",\"value\":1,\"unit\":\"C\"}",
         201},
        {GET("/readings?limit=3"), 200},
        {GET("/firmware/nothing.bin"), 404},
        {GET("/nowhere"), 404},
    };

    (void)i;
    for (size_t n = 0; n < ALL_ASKS; n++)
        tls_ask(series->connected, asks[n].text, asks[n].status);
}

void act_go(struct series *series)
{
    tls_leave(series->connected);
    series->connected = NULL;
}

/* Sent in one, before the first is answered (RFC 9112, section 9.3.2). */
void act_two_at_once(struct series *series, unsigned i)
{
    scoped_response struct http_response response = {0};
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    assert_gnutls_ok(
        tls_send_text(client, GET("/firmware/small.bin") GET("/healthz")));
    if (!tls_answer(client, false, &response) || response.status != 200)
        fail_because("the first of two requests: %ld", response.status);
    tls_ask(client, "", 200);
    tls_leave(client);
}

/* What there is of a request, and then the client's end. */
void act_broken_request(struct series *series, unsigned i)
{
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    assert_gnutls_ok(tls_send_text(client, series->trigger->argument));
    tls_end(client);
}

/* All but the empty line, which ends it. */
void act_half_head(struct series *series, unsigned i)
{
    const char *request = series->server->ask;
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    assert_gnutls_ok(tls_send(client, request, strlen(request) - 2));
    tls_end(client);
}

/* ---- More than is allowed ----------------------------------------------- */

#define LONG_HEAD 8192 /* bytes; in one record, as the server may reset */

void act_long_head(struct series *series, unsigned i)
{
    static const char start[] = HEAD("GET", "/healthz") "X-Long: ";
    static const char end[] = {'\r', '\n', '\r', '\n'};
    char head[LONG_HEAD];
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    memset(head, 'x', sizeof head);
    memcpy(head, start, sizeof start - 1);
    memcpy(head + sizeof head - sizeof end, end, sizeof end);
    assert_gnutls_ok(tls_send(client, head, sizeof head));
    tls_end(client);
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
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    memset(chunk, 'x', sizeof chunk);
    assert_gnutls_ok(tls_send_text(client, head));
    for (unsigned n = 0; n < CHUNKS; n++) {
        assert_gnutls_ok(tls_send_text(client, "4000\r\n")); /* CHUNK */
        assert_gnutls_ok(tls_send(client, chunk, sizeof chunk));
        assert_gnutls_ok(tls_send_text(client, "\r\n"));
    }
    tls_ask(client, "0\r\n\r\n", series->trigger->status);
    tls_leave(client);
}

/* ---- Downloads ---------------------------------------------------------- */

struct tls_client *act_begin_download(const struct service *server, int minor)
{
    return act_resume_download(server, minor, NULL);
}

struct tls_client *act_resume_download(const struct service *server, int minor,
                                       const gnutls_datum_t *ticket)
{
    scoped_response struct http_response response = {0};
    struct tls_setup setup = tls_as("sensor-1", minor);
    struct tls_client *client = NULL;
    char part[1024];

    setup.resume = ticket;
    setup.receive_buffer = LITTLE;
    setup.segment = ETHERNET;
    client = tls_connect(server, &setup);
    assert_gnutls_ok(tls_send_text(client, GET("/firmware/big.bin")));
    if (!tls_answer(client, true, &response) || response.status != 200 ||
        tls_receive(client, part, sizeof part) <= 0)
        fail_because("a download does not begin: status %ld", response.status);
    return client;
}

void act_gone_download(struct series *series, unsigned i)
{
    tls_reset(act_begin_download(series->server, minor_of(series, i)));
}

void act_read_to_end(struct tls_client *client)
{
    char part[16384];

    while (tls_receive(client, part, sizeof part) > 0) {
    }
    tls_close(client);
}

/* The file becomes shorter while it is sent: the rest is not there. */
void act_shrunk_download(struct series *series, unsigned i)
{
    struct tls_client *client =
        act_begin_download(series->server, minor_of(series, i));
    char path[PATH_SIZE];

    join_path(path, series->server->data, "big.bin");
    assert_system_ok(truncate(path, 1));
    act_read_to_end(client);
    assert_system_ok(truncate(path, TRIGGERS_BIG));
}

static int unread(const struct tls_client *client)
{
    int bytes = 0;

    assert_system_ok(ioctl(tls_socket(client), FIONREAD, &bytes));
    return bytes;
}

/* Waits until the server can send no more, since nothing is read here. */
static void let_fill(const struct tls_client *client)
{
    struct deadline deadline = deadline_start();
    int before = -1;

    /* Full: something is there, and no more comes. */
    while (before <= 0 || unread(client) != before) {
        before = unread(client);
        if (!deadline_wait(&deadline))
            fail_because("the receive buffer does not fill");
    }
}

void act_stalled_download(struct series *series, unsigned i)
{
    struct tls_client *client =
        act_begin_download(series->server, minor_of(series, i));

    let_fill(client);
    tls_reset(client);
}

/* ---- A crowd ----------------------------------------------------------- */

#define CROWD 16

void triggers_crowd(struct service *server)
{
    struct tls_client *crowd[CROWD];

    for (size_t i = 0; i < CROWD; i++) {
        const struct tls_setup setup = tls_as("sensor-1", i % 2 == 0 ? 2 : 3);

        crowd[i] = tls_open(server, &setup);
    }
    for (size_t i = 0; i < CROWD; i++) {
        assert_gnutls_ok(tls_handshake(crowd[i]));
        tls_ask(crowd[i], GET("/healthz"), 200);
    }
    for (size_t i = 0; i < CROWD; i++)
        tls_leave(crowd[i]);
}
