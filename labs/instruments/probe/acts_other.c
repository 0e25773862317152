/* SPDX-License-Identifier: MIT */
/*
 * What clients choose, another one at each step: where they come from, who
 * they say that they are, what they ask for and how. A server that keeps
 * something for each of these grows only then.
 */
#include "acts.h"

#include <stdio.h>
#include <string.h>

#include "probe.h"

/* No two steps of a program are the same, whichever series they are of. */
static unsigned another(void)
{
    static unsigned last;

    return ++last;
}

#define ADDRESS_SIZE 32

/* 127.0.0.0/8 is all ours (ip(7)). */
static const char *other_address(char address[ADDRESS_SIZE])
{
    unsigned n = another();

    (void)snprintf(address, ADDRESS_SIZE, "127.%u.%u.%u", 1 + n / 62500 % 250,
                   1 + n / 250 % 250, 1 + n % 250);
    return address;
}

/* It is refused: it has no certificate. */
void act_other_stranger(struct series *series, unsigned i)
{
    char address[ADDRESS_SIZE];
    struct tls_setup setup = tls_as(NULL, minor_of(series, i));

    setup.from = other_address(address);
    act_be_refused(series->server, &setup);
}

void act_other_address(struct series *series, unsigned i)
{
    char address[ADDRESS_SIZE];
    struct tls_setup setup = tls_as("sensor-1", minor_of(series, i));
    struct tls_client *client = NULL;

    setup.from = other_address(address);
    client = tls_connect(series->server, &setup);
    tls_ask(client, GET("/healthz"), 200);
    tls_leave(client);
}

/* ---- Words ------------------------------------------------------------- */

#define WORD_SIZE 320

/*
 * Figures that no other step has, 8 to so many: every second time nearly as
 * many, since it is there that a buffer ends.
 */
static const char *other_word(char word[WORD_SIZE], size_t longest)
{
    unsigned n = another();
    size_t length =
        n % 2 == 0 ? 8 + n / 2 % (longest - 8) : longest - n / 2 % 8;

    (void)snprintf(word, WORD_SIZE, "%07u%0*u", n % 10000000,
                   (int)(length - 7), 0U);
    return word;
}

/* A path, a query, a user agent and a method in their turn. */
void act_other_words(struct series *series, unsigned i)
{
    static const struct {
        const char *request;
        long status;
    } asks[] = {
        {"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n", 404},
        {"GET /healthz?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", 200},
        {"GET /firmware/%s HTTP/1.1\r\nHost: localhost\r\n\r\n", 404},
        {"GET /healthz HTTP/1.1\r\nHost: localhost\r\nUser-Agent: %s\r\n\r\n",
         200},
        {"%.7s /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
        {"%.20s /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    };
    char word[WORD_SIZE], request[2 * WORD_SIZE];
    size_t turn = i % (sizeof asks / sizeof *asks);
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i / 2));

    (void)snprintf(request, sizeof request, asks[turn].request,
                   other_word(word, 300));
    tls_ask(client, request, asks[turn].status);
    tls_leave(client);
}

void act_other_reading(struct series *series, unsigned i)
{
    char word[WORD_SIZE], body[2 * WORD_SIZE], request[4 * WORD_SIZE];
    struct tls_client *client =
        tls_enter(series->server, "sensor-1", minor_of(series, i));
    int length = snprintf(body, sizeof body,
                          "{\"sensor\":\"%s\",\"value\":%u,\"unit\":\"C\"}",
                          other_word(word, 63), i);

    (void)snprintf(
        request, sizeof request,
        HEAD("POST", "/readings") "Content-Type: application/json"
                                  "\r\nContent-Length: %d\r\n\r\n%s",
        length, body);
    tls_ask(client, request, 201);
    tls_leave(client);
}

/* ---- Certificates ------------------------------------------------------ */

/*
 * Signed by its own key: without a name, with a short one, with one that just
 * fits 255 bytes with its "CN=", with one that does not.
 */
void act_other_subject(struct series *series, unsigned i)
{
    static const size_t longest[] = {0, 40, 250, 300};
    char name[WORD_SIZE] = "";
    size_t most = longest[i % (sizeof longest / sizeof *longest)];
    struct tls_setup setup = tls_as(NULL, minor_of(series, i / 2));

    if (most > 0)
        (void)other_word(name, most);
    setup.credentials = cert_made(name, strlen(name), true);
    act_be_refused(series->server, &setup);
    gnutls_certificate_free_credentials(setup.credentials);
}

/* Signed by the CA, and let in. */
void act_other_client(struct series *series, unsigned i)
{
    char name[WORD_SIZE];
    struct tls_setup setup = tls_as(NULL, minor_of(series, i));
    struct tls_client *client = NULL;

    (void)other_word(name, 100);
    setup.credentials = cert_made(name, strlen(name), false);
    client = tls_connect(series->server, &setup);
    tls_ask(client, GET("/healthz"), 200);
    tls_leave(client);
    gnutls_certificate_free_credentials(setup.credentials);
}

/* ---- TLS --------------------------------------------------------------- */

/* Those that the server and the libraries of today have in common. */
void act_other_cipher(struct series *series, unsigned i)
{
    static const char *const suites[] = {
        TLS_1_2 ":-CIPHER-ALL:+AES-128-GCM",
        TLS_1_3 ":-CIPHER-ALL:+AES-256-GCM",
        TLS_1_2 ":-CIPHER-ALL:+AES-256-GCM",
        TLS_1_3 ":-CIPHER-ALL:+AES-128-GCM",
        TLS_1_3 ":-GROUP-ALL:+GROUP-SECP256R1",
        TLS_1_2 ":-GROUP-ALL:+GROUP-X25519",
    };
    struct tls_setup setup = tls_as("sensor-1", 0);
    struct tls_client *client = NULL;

    setup.priorities = suites[i % (sizeof suites / sizeof *suites)];
    client = tls_connect(series->server, &setup);
    tls_ask(client, GET("/healthz"), 200);
    tls_leave(client);
}
