/* SPDX-License-Identifier: MIT */
/*
 * Clients that no trigger is made of: each looks at its own server.
 */
#include <stdio.h>
#include <stdlib.h>

#include "support.h"
#include "traffic.h"

#define LARGE 16000000 /* bytes: more than the sockets can hold */

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

/* ---- Those who stay, and say no more ------------------------------------ */

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

static void put_zeros(const struct subject *subject, const char *name)
{
    char *bytes = calloc(1, LARGE);

    assert_non_null(bytes);
    service_put(subject->server, name, bytes, LARGE);
    free(bytes);
}

bool traffic_timed_out(const struct subject *subject)
{
    static const struct tls_setup reader = {.certificate = "sensor-1",
                                            .receive_buffer = 4096};
    struct tls_client *clients[5];
    bool all = true;

    put_zeros(subject, "large.bin");
    clients[0] = stay(subject, &reader,
                      "GET /firmware/large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
    clients[1] = stay(subject, &tls_sensor,
                      "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: "
                      "application/json\r\nContent-Length: 50\r\n\r\n{\"sen");
    clients[2] = stay(subject, &tls_sensor, ""); /* says nothing at all */
    for (size_t i = 0; i < 2; i++) {
        clients[3 + i] = tls_open(subject->server, &tls_sensor);
        tls_break_off(clients[3 + i],
                      i == 0 ? CUT_IN_HELLO : CUT_AFTER_FLIGHT);
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
