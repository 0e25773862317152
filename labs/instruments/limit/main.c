/* SPDX-License-Identifier: MIT */
/*
 * The least that a full mTLS handshake and a GET can cost a server on GnuTLS:
 * the same priorities, certificates, list and tickets as fixed/ has, but no
 * HTTP and no log. In memory, both ends are in this process, and there is no
 * socket; what one sends lies in the other's memory. As a server, what memory
 * is without: the kernel, and another process in turn. For `make bench`.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tls/context.h" /* TLS_PRIORITIES */

static const char usage[] =
    "usage: limit CERTS COUNT verify|trust\n"
    "       limit CERTS serve\n"
    "Microseconds of CPU that a full mTLS handshake and a GET cost a server,\n"
    "with both ends in memory; `trust` leaves out what a cache saves. The\n"
    "other serves the same, of `trust`, on a port of 127.0.0.1 that it says,\n"
    "one client after the other, until it is killed.\n";

static const char request[] =
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    "Content-Length: 15\r\n\r\n{\"status\":\"ok\"}";

static void check(int code, const char *what)
{
    if (code >= 0)
        return;
    (void)fprintf(stderr, "limit: %s: %s; make certs makes them\n", what,
                  gnutls_strerror(code));
    exit(2);
}

/* ---- What lies between the ends ----------------------------------------- */

struct pipe {
    size_t from, to;
    char bytes[1 << 16];
};

struct end {
    struct pipe *in, *out;
    gnutls_session_t tls;
};

static ssize_t push(gnutls_transport_ptr_t object, const void *data,
                    size_t size)
{
    struct end *end = object;
    struct pipe *out = end->out;

    if (size > sizeof out->bytes - out->to) {
        gnutls_transport_set_errno(end->tls, ENOSPC);
        return -1;
    }
    memcpy(out->bytes + out->to, data, size);
    out->to += size;
    return (ssize_t)size;
}

static ssize_t pull(gnutls_transport_ptr_t object, void *data, size_t size)
{
    struct end *end = object;
    struct pipe *in = end->in;

    if (size > in->to - in->from)
        size = in->to - in->from;
    if (size == 0) {
        gnutls_transport_set_errno(end->tls, EAGAIN);
        return -1;
    }
    memcpy(data, in->bytes + in->from, size);
    in->from += size;
    if (in->from == in->to)
        in->from = in->to = 0;
    return (ssize_t)size;
}

static int pull_timeout(gnutls_transport_ptr_t object, unsigned unused)
{
    const struct end *end = object;

    (void)unused;
    return end->in->to > end->in->from;
}

/* ---- The ends ----------------------------------------------------------- */

static gnutls_certificate_credentials_t load(const char *folder,
                                             const char *name, bool lists)
{
    gnutls_certificate_credentials_t credentials = NULL;
    char path[3][4096];

    check(gnutls_certificate_allocate_credentials(&credentials), "memory");
    (void)snprintf(path[0], sizeof path[0], "%s/ca.pem", folder);
    (void)snprintf(path[1], sizeof path[1], "%s/%s.pem", folder, name);
    (void)snprintf(path[2], sizeof path[2], "%s/%s-key.pem", folder, name);
    check(gnutls_certificate_set_x509_trust_file(credentials, path[0],
                                                 GNUTLS_X509_FMT_PEM),
          path[0]);
    check(gnutls_certificate_set_x509_key_file(credentials, path[1], path[2],
                                               GNUTLS_X509_FMT_PEM),
          path[1]);
    (void)snprintf(path[0], sizeof path[0], "%s/crl.pem", folder);
    if (lists)
        check(gnutls_certificate_set_x509_crl_file(credentials, path[0],
                                                   GNUTLS_X509_FMT_PEM),
              path[0]);
    return credentials;
}

static int verify(gnutls_session_t tls)
{
    gnutls_typed_vdata_st purpose = {
        .type = GNUTLS_DT_KEY_PURPOSE_OID,
        .data = (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT,
    };
    unsigned status = 0;

    return gnutls_certificate_verify_peers(tls, &purpose, 1, &status) < 0 ||
                   status != 0
               ? GNUTLS_E_CERTIFICATE_ERROR
               : 0;
}

static void begin(struct end *end, unsigned flags,
                  gnutls_certificate_credentials_t credentials)
{
    check(gnutls_init(&end->tls, flags), "memory");
    check(gnutls_priority_set_direct(end->tls, TLS_PRIORITIES, NULL),
          "priorities");
    check(
        gnutls_credentials_set(end->tls, GNUTLS_CRD_CERTIFICATE, credentials),
        "credentials");
}

static void lies_in_memory(struct end *end)
{
    gnutls_transport_set_ptr(end->tls, end);
    gnutls_transport_set_push_function(end->tls, push);
    gnutls_transport_set_pull_function(end->tls, pull);
    gnutls_transport_set_pull_timeout_function(end->tls, pull_timeout);
}

/* ---- One client, from its hello to its end ------------------------------ */

static struct {
    gnutls_certificate_credentials_t server, client;
    gnutls_datum_t key;
    bool verifies;
} shared;

static struct timespec spent(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); /* cannot fail */
    return now;
}

static double since(struct timespec before)
{
    struct timespec now = spent();

    return (double)(now.tv_sec - before.tv_sec) * 1e6 +
           (double)(now.tv_nsec - before.tv_nsec) / 1e3;
}

static void greet(struct end *server, unsigned flags)
{
    begin(server, GNUTLS_SERVER | flags, shared.server);
    gnutls_certificate_server_set_request(server->tls, GNUTLS_CERT_REQUIRE);
    if (shared.verifies)
        gnutls_session_set_verify_function(server->tls, verify);
    check(gnutls_session_ticket_enable_server(server->tls, &shared.key),
          "tickets");
}

/* Answers the one request, and ends. */
static bool serve(struct end *server)
{
    char text[1024];
    bool asked = gnutls_record_recv(server->tls, text, sizeof text) > 0;

    if (asked)
        (void)gnutls_record_send(server->tls, answer, sizeof answer - 1);
    (void)gnutls_bye(server->tls, GNUTLS_SHUT_WR);
    gnutls_deinit(server->tls);
    return asked;
}

static bool goes_on(int code)
{
    return code != 0 && gnutls_error_is_fatal(code) == 0;
}

/* Returns what the server spent, in microseconds. */
static double visit(void)
{
    static struct pipe up, down;
    struct end client = {.in = &down, .out = &up};
    struct end server = {.in = &up, .out = &down};
    struct timespec before = spent();
    double cost = 0;
    int there = GNUTLS_E_AGAIN;
    int here = GNUTLS_E_AGAIN;
    char text[sizeof answer];

    greet(&server, GNUTLS_NONBLOCK);
    lies_in_memory(&server);
    cost += since(before);
    up.from = up.to = down.from = down.to = 0;
    begin(&client, GNUTLS_CLIENT | GNUTLS_NONBLOCK, shared.client);
    lies_in_memory(&client);
    while (goes_on(there) || goes_on(here)) {
        if (goes_on(there))
            there = gnutls_handshake(client.tls);
        before = spent();
        if (goes_on(here))
            here = gnutls_handshake(server.tls);
        cost += since(before);
    }
    check(there, "the client's handshake");
    check(here, "the server's handshake");
    (void)gnutls_record_send(client.tls, request, sizeof request - 1);
    before = spent();
    check(serve(&server) ? 0 : GNUTLS_E_UNEXPECTED_PACKET, "the request");
    cost += since(before);
    while (gnutls_record_recv(client.tls, text, sizeof text) ==
           GNUTLS_E_AGAIN) { /* it has read the tickets */
    }
    gnutls_deinit(client.tls);
    return cost;
}

static int in_memory(unsigned long count)
{
    double cost = 0;

    for (unsigned i = 0; i < 20; i++)
        (void)visit(); /* warm */
    for (unsigned long i = 0; i < count; i++)
        cost += visit();
    return printf("%.1f\n", cost / (double)count) < 0 ? 2 : 0;
}

/* ---- As a server -------------------------------------------------------- */

static int refused(const char *what)
{
    perror(what);
    return 2;
}

static void attend(int descriptor)
{
    struct end server = {0};
    int code = GNUTLS_E_AGAIN;

    greet(&server, 0);
    gnutls_transport_set_int(server.tls, descriptor);
    while (goes_on(code))
        code = gnutls_handshake(server.tls);
    if (code == 0)
        (void)serve(&server);
    else
        gnutls_deinit(server.tls);
}

static int as_a_server(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    (void)signal(SIGPIPE, SIG_IGN); /* a client that has gone */
    if (listener < 0 ||
        bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, SOMAXCONN) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return refused("limit: a port of 127.0.0.1");
    (void)printf("listening on https://127.0.0.1:%u\n",
                 (unsigned)ntohs(address.sin_port));
    (void)fflush(stdout);
    for (;;) {
        int descriptor = accept(listener, NULL, NULL);

        if (descriptor < 0 && errno != ECONNABORTED && errno != EINTR)
            return refused("limit: accept");
        if (descriptor < 0)
            continue;
        attend(descriptor);
        (void)close(descriptor);
    }
}

int main(int argc, char **argv)
{
    bool serves = argc == 3 && strcmp(argv[2], "serve") == 0;
    unsigned long count = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    int status = 2;

    if (!serves && (count == 0 || (strcmp(argv[3], "verify") != 0 &&
                                   strcmp(argv[3], "trust") != 0))) {
        (void)fputs(usage, stderr);
        return 2;
    }
    shared.verifies = !serves && strcmp(argv[3], "verify") == 0;
    shared.server = load(argv[1], "server", true);
    shared.client = load(argv[1], "operator", false);
    check(gnutls_session_ticket_key_generate(&shared.key), "tickets");
    status = serves ? as_a_server() : in_memory(count);
    gnutls_free(shared.key.data);
    gnutls_certificate_free_credentials(shared.server);
    gnutls_certificate_free_credentials(shared.client);
    return status;
}
