/* SPDX-License-Identifier: MIT */
/*
 * What clients do in the handshake. Where nothing else is said, the steps take
 * turns with TLS 1.2 and 1.3.
 */
#include "acts.h"

#include <gnutls/x509.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "probe.h"

/* ---- Handshakes -------------------------------------------------------- */

static void ask_once(struct series *series, int minor)
{
    struct tls_client *client = tls_enter(series->server, "sensor-1", minor);

    tls_ask(client, series->server->ask, series->server->ask_status);
    tls_leave(client);
}

void act_full_2(struct series *series, unsigned i)
{
    (void)i;
    ask_once(series, 2);
}

void act_full_3(struct series *series, unsigned i)
{
    (void)i;
    ask_once(series, 3);
}

void act_get_tickets(struct series *series)
{
    for (int v = 0; v < 2; v++) {
        struct tls_client *client = NULL;

        if (minor_of(series, (unsigned)v) != 2 + v)
            continue; /* a version that it does not speak */
        client = tls_enter(series->server, "sensor-1", 2 + v);

        tls_ask(client, series->server->ask, series->server->ask_status);
        series->ticket[v] = tls_session(client);
        tls_leave(client);
    }
}

static void resume(struct series *series, int minor)
{
    struct tls_setup setup = tls_as("sensor-1", minor);
    struct tls_client *client = NULL;

    setup.resume = &series->ticket[minor - 2];
    client = tls_connect(series->server, &setup);
    if (!tls_resumed(client))
        fail_because("the session was not resumed");
    tls_ask(client, series->server->ask, series->server->ask_status);
    tls_leave(client);
}

void act_resumed_2(struct series *series, unsigned i)
{
    (void)i;
    resume(series, 2);
}

void act_resumed_3(struct series *series, unsigned i)
{
    (void)i;
    resume(series, 3);
}

/* To list 300 names takes 10 ms, so not each time. */
void act_many_names(struct series *series, unsigned i)
{
    struct tls_client *client =
        tls_enter(series->server, "many-names", minor_of(series, i));

    tls_ask(client, i % 8 == 0 ? GET("/whoami") : GET("/healthz"), 200);
    tls_leave(client);
}

/*
 * A server may end a handshake well, and say no to what is asked then. One
 * that has said no by an alert takes no request: it may be gone already.
 */
static void ask_in_vain(struct tls_client *client, const char *request)
{
    scoped_response struct http_response response = {0};

    if (tls_handshake(client) < 0)
        return;
    (void)tls_exchange(client, request, &response);
    if (response.status > 0 && response.status < 400)
        fail_because("a client that must be refused was let in, status %ld",
                     response.status);
}

void act_be_refused(const struct service *server,
                    const struct tls_setup *setup)
{
    struct tls_client *client = tls_open(server, setup);

    tls_expect_refusal(client);
    tls_end(client);
}

void act_refused(struct series *series, unsigned i)
{
    const struct tls_setup setup =
        tls_as(series->trigger->argument, minor_of(series, i));
    struct tls_client *client = tls_open(series->server, &setup);

    if (series->server->may_refuse_later)
        ask_in_vain(client, series->server->ask);
    else
        tls_expect_refusal(client);
    tls_end(client);
}

static gnutls_datum_t of_operator(void)
{
    gnutls_x509_crt_t crt = cert_load("operator");
    gnutls_datum_t der = {NULL, 0};

    assert_gnutls_ok(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der));
    gnutls_x509_crt_deinit(crt);
    return der;
}

static gnutls_datum_t of_forty_kilobytes(void)
{
    return cert_make(
        &(struct cert_plan){.cn = "large", .cn_size = 5, .more_names = 1300});
}

/*
 * In place of a certificate bytes that are none; the operator's, whose key it
 * has not; the same with bytes below it that are none; one of 40 KB.
 */
void act_impostor(struct series *series, unsigned i)
{
    enum { JUNK, ANOTHERS, CHAIN, LARGE, KINDS };
    unsigned kind = i / 2 % KINDS;
    gnutls_datum_t junk = {(unsigned char *)"junk", 4};
    gnutls_datum_t der = kind == LARGE ? of_forty_kilobytes() : of_operator();
    struct tls_setup setup = tls_as(NULL, minor_of(series, i));

    setup.der = kind == JUNK ? &junk : &der;
    setup.issuer = kind == CHAIN ? &junk : NULL;
    act_be_refused(series->server, &setup);
    gnutls_free(der.data);
}

/* Its path goes in a circle, of more certificates than anybody follows. */
void act_long_chain(struct series *series, unsigned i)
{
    time_t expiry = time(NULL) + 3600;
    gnutls_datum_t issuer = ca_issue(expiry, true);
    gnutls_datum_t der = cert_issue("chained", 7, expiry);
    struct tls_setup setup = tls_as(NULL, minor_of(series, i));

    setup.der = &der;
    setup.issuer = &issuer;
    setup.repeated = 60;
    act_be_refused(series->server, &setup);
    gnutls_free(issuer.data);
    gnutls_free(der.data);
}

#define CLAIMED 0xffffff /* bytes of a message, which is all that fits */
#define RECORD 16000
#define RECORDS 5 /* more than the server takes of a stranger: 64 KiB */

/*
 * A ClientHello of 16 MiB, or what the server waits for of it, in records of
 * TLS 1.2 (RFC 5246, 6.2.1 and 7.4).
 */
void act_endless_hello(struct series *series, unsigned i)
{
    static const unsigned char head[] = {22, 3, 3, RECORD >> 8, RECORD & 0xff};
    static const unsigned char claims[] = {
        1, CLAIMED >> 16, CLAIMED >> 8 & 0xff, CLAIMED & 0xff};
    unsigned char record[sizeof head + RECORD] = {0};
    const struct tls_setup setup = tls_as(NULL, minor_of(series, i));
    struct tls_client *client = tls_open(series->server, &setup);
    ssize_t sent = sizeof record;

    memcpy(record, head, sizeof head);
    memcpy(record + sizeof head, claims, sizeof claims);
    for (unsigned n = 0; n < RECORDS && sent == sizeof record; n++) {
        sent = send(tls_socket(client), record, sizeof record, MSG_NOSIGNAL);
        memset(record + sizeof head, 0, sizeof claims);
    }
    tls_end(client); /* the server may have ended it already */
}

/* What the server has not: a version, ciphers, groups. */
void act_nothing_in_common(struct series *series, unsigned i)
{
    static const char *const only[] = {
        "NORMAL:-VERS-ALL:+VERS-TLS1.1",
        TLS_1_2 ":-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC",
        TLS_1_3 ":-GROUP-ALL:+GROUP-FFDHE2048",
    };
    struct tls_setup setup = tls_as("sensor-1", 0);

    setup.priorities = only[i % (sizeof only / sizeof *only)];
    act_be_refused(series->server, &setup);
}

/* When it was let in, it sends a record that nobody has sealed. */
void act_bad_record(struct series *series, unsigned i)
{
    static const char record[] = "\x17\x03\x03\x00\x20"
                                 "no server has sealed this record";
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));

    tls_ask(client, GET("/healthz"), 200);
    assert_system_ok(
        send(tls_socket(client), record, sizeof record - 1, MSG_NOSIGNAL));
    tls_expect_end(client);
    tls_end(client);
}

static void break_off(struct series *series, unsigned i, enum tls_cut cut)
{
    const struct tls_setup setup = tls_as("sensor-1", minor_of(series, i));
    struct tls_client *client = tls_open(series->server, &setup);

    tls_break_off(client, cut);
    tls_end(client);
}

void act_abort_in_hello(struct series *series, unsigned i)
{
    break_off(series, i, CUT_IN_HELLO);
}

void act_abort_after_hello(struct series *series, unsigned i)
{
    break_off(series, i, CUT_AFTER_HELLO);
}

void act_abort_after_flight(struct series *series, unsigned i)
{
    break_off(series, i, CUT_AFTER_FLIGHT);
}

void act_abort_before_finished(struct series *series, unsigned i)
{
    const struct tls_setup setup = tls_as("sensor-1", minor_of(series, i));
    struct tls_client *client = tls_open(series->server, &setup);

    tls_keep_back_finished(client);
    tls_end(client);
}

void act_abort_after_finished(struct series *series, unsigned i)
{
    tls_end(tls_enter(series->server, "sensor-1", minor_of(series, i)));
}

void act_plain_http(struct series *series, unsigned i)
{
    const struct tls_setup setup = tls_as(NULL, minor_of(series, i));
    struct tls_client *client = tls_open(series->server, &setup);

    assert_system_ok(send(tls_socket(client), series->server->ask,
                          strlen(series->server->ask), MSG_NOSIGNAL));
    tls_end(client);
}
