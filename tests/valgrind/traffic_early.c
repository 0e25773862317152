/* SPDX-License-Identifier: MIT */
/*
 * A few of everything that clients do: those who do not get far.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <sys/socket.h>

#include "support.h"
#include "traffic_private.h"

static const struct tls_setup sensor = {.certificate = "sensor-1"};

void traffic_refused(const struct subject *subject, struct traffic *traffic)
{
    static const struct {
        const char *certificate, *trigger;
    } refused[] = {
        {NULL, "refused-none"},
        {"wrong-ca", "refused-wrong-ca"},
        {"self-signed", "refused-self-signed"},
        {"expired", "refused-expired"},
        {"not-yet-valid", "refused-not-yet-valid"},
        {"wrong-purpose", "refused-wrong-purpose"},
        {"revoked", "refused-revoked"},
        {"not-a-ca", "refused-not-a-ca"},
        {"weak-key", "refused-weak-key"},
    };

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        scoped_tls struct tls_client *client = tls_open(
            subject->server,
            &(struct tls_setup){.certificate = refused[i].certificate,
                                .priorities = i % 2 ? TLS_1_2 : TLS_1_3});

        if (tls_refusal(client) < 0) {
            subject_check_alive(subject);
            fail_because("no alert: %s", refused[i].trigger);
        }
        traffic_count(traffic, refused[i].trigger);
    }
}

void traffic_malformed(const struct subject *subject, unsigned times)
{
    const gnutls_datum_t der = {(unsigned char *)"\x30\x03\x02\x01\x05", 5};

    for (unsigned i = 0; i < times; i++) {
        scoped_tls struct tls_client *client = tls_open(
            subject->server,
            &(struct tls_setup){.der = &der,
                                .priorities = i % 2 ? TLS_1_2 : TLS_1_3});

        assert_int_not_equal(tls_refusal(client), TLS_ACCEPTED);
    }
}

void traffic_aborted(const struct subject *subject, struct traffic *traffic)
{
    size_t hello = tls_hello_size(subject->server, &sensor);
    const struct {
        size_t size;
        const char *trigger;
    } parts[] = {
        {hello / 2, "abort-in-hello"},
        {hello, "abort-after-hello"},
        {hello + 100, "abort-after-flight"},
    };

    traffic_count(traffic, "abort-in-hello"); /* tls_hello_size() was one */
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        scoped_tls struct tls_client *client =
            tls_open(subject->server, &sensor);

        tls_handshake_part(client, parts[i].size);
        traffic_count(traffic, parts[i].trigger);
    }
    tls_close(traffic_enter(subject, &sensor));
    traffic_count(traffic, "abort-after-finished");
}

/*
 * Half a request, then the end of what the client sends. It waits for the
 * server's end: to close with bytes unread would reset the connection, and
 * what was sent might never be seen.
 */
static void vanish(const struct subject *subject, const char *half)
{
    scoped_tls struct tls_client *client = traffic_enter(subject, &sensor);

    assert_gnutls_ok(tls_send_text(client, half));
    assert_system_ok(shutdown(tls_socket(client), SHUT_WR));
    tls_expect_end(client);
}

void traffic_vanished(const struct subject *subject, struct traffic *traffic)
{
    vanish(subject, "GET /healthz HT");
    traffic_count(traffic, "half-head");
    vanish(subject, "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: "
                    "application/json\r\nContent-Length: 50\r\n\r\n{\"sen");
    traffic_count(traffic, "half-body");
}

/* ---- Those who stay, and say no more -------------------------------------- */

/* A handshake, then this much; NULL: the server ended it before. */
static struct tls_client *stay(const struct subject *subject,
                               const struct tls_setup *setup, const char *text)
{
    struct tls_client *client = tls_try(subject->server, setup);

    if (client != NULL && tls_send_text(client, text) >= 0)
        return client;
    tls_close(client);
    return NULL;
}

static bool has_timed_out(const struct subject *subject, const char *request)
{
    char pattern[96];

    (void)snprintf(pattern, sizeof pattern, "audit .*%s.* end=timeout",
                   request);
    return service_log_count(subject->server, 0, pattern) > 0;
}

bool traffic_timed_out(const struct subject *subject)
{
    static const struct tls_setup reader = {.certificate = "sensor-1",
                                            .receive_buffer = 4096};
    size_t hello = tls_hello_size(subject->server, &sensor);
    struct tls_client *clients[5];
    bool all = true;

    traffic_put_file(subject, "large.bin", TRAFFIC_LARGE);
    clients[0] = stay(subject, &reader,
                      "GET /firmware/large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
    clients[1] = stay(subject, &sensor,
                      "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: "
                      "application/json\r\nContent-Length: 50\r\n\r\n{\"sen");
    clients[2] = stay(subject, &sensor, ""); /* says nothing at all */
    for (size_t i = 0; i < 2; i++) {
        clients[3 + i] = tls_open(subject->server, &sensor);
        tls_handshake_part(clients[3 + i], i == 0 ? hello / 2 : hello);
    }
    for (size_t i = 0; i < 5; i++)
        all = all && clients[i] != NULL;
    for (size_t i = 1; i < 5 && all; i++)
        tls_expect_end(clients[i]);
    subject_rest(subject); /* the download has ended, too */
    for (size_t i = 0; i < 5; i++)
        tls_close(clients[i]);
    return all && has_timed_out(subject, "path=\"/firmware/large.bin\"") &&
           has_timed_out(subject, "method=POST");
}
