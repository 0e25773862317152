/* SPDX-License-Identifier: MIT */
/*
 * A server of mTLS that is none of the kit's, one client after the other, for
 * the tests of measure: what it does at each accept, its argument says. Some
 * of that is a leak, and some only looks like one.
 */
/* MAP_ANONYMOUS, accept4 */
#define _GNU_SOURCE
#include <errno.h>
#include <gnutls/gnutls.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "listen.h"

static gnutls_certificate_credentials_t credentials;
static volatile sig_atomic_t reloaded;
static bool refused_last;
static int requests = INT_MAX; /* on a connection */
static char **arguments;

/* ---- What it keeps ----------------------------------------------------- */

#define CACHED 10000

/* Lost: nothing else has the pointer. */
static void lose(size_t size)
{
    void *volatile lost = malloc(size);

    lost = NULL;
    (void)lost;
}

/* The last so many, and no more. */
static void keep_in_cache(void)
{
    static void *cache[CACHED];
    static size_t next;

    free(cache[next]);
    cache[next] = malloc(40);
    next = (next + 1) % CACHED;
}

/* Made when it is first needed: one more at each tenth, three hundred times. */
static void fill_pool(void)
{
    static void *pool[300];
    static unsigned made, calls;

    if (calls++ % 10 == 0 && made < 300)
        pool[made++] = malloc(1000);
    (void)pool[0];
}

/* A thousand more, a thousand less, and so on. */
static void rise_and_fall(void)
{
    static void *wave[1000];
    static size_t calls;
    size_t phase = calls++ % 2000;

    if (phase < 1000)
        wave[phase] = malloc(100);
    else
        free(wave[1999 - phase]);
}

/* All is freed, but for its pages: they are under a block that stays. */
static void use_arena(void)
{
    static void *part[3000];
    static void *above;

    for (size_t i = 0; i < 3000; i++)
        part[i] = memset(malloc(4000), 1, 4000);
    if (above == NULL)
        above = malloc(1);
    for (size_t i = 0; i < 3000; i++)
        free(part[i]);
}

static void at_accept(const char *what, int client)
{
    static const struct itimerval each_millisecond = {{0, 1000}, {0, 1000}};

    if (strcmp(what, "lose") == 0)
        lose(24);
    else if (strcmp(what, "cache") == 0)
        keep_in_cache();
    else if (strcmp(what, "pool") == 0)
        fill_pool();
    else if (strncmp(what, "wave", 4) == 0)
        rise_and_fall();
    else if (strcmp(what, "arena") == 0)
        use_arena();
    else if (strcmp(what, "map") == 0)
        (void)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    else if (strcmp(what, "descriptor") == 0)
        (void)dup(STDOUT_FILENO);
    else if (strcmp(what, "connection") == 0)
        (void)dup(client);
    else if (strcmp(what, "restless") == 0)
        (void)setitimer(ITIMER_REAL, &each_millisecond, NULL);
    if (strcmp(what, "wave-lose") == 0)
        lose(1);
}

/* Two things have to come together: each alone keeps nothing. */
static void between(const char *what)
{
    if (reloaded == 0)
        return;
    reloaded = 0;
    if (strcmp(what, "two") == 0 && refused_last)
        lose(100);
    refused_last = false;
}

/* ---- One client -------------------------------------------------------- */

/* Reads a head; false at the end of the stream. */
static bool read_head(gnutls_session_t session)
{
    static const char end[] = "\r\n\r\n";
    size_t matched = 0;

    while (matched < 4) {
        char byte = 0;
        ssize_t got = gnutls_record_recv(session, &byte, 1);

        if (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED)
            continue;
        if (got != 1)
            return false;
        matched = byte == end[matched] ? matched + 1 : byte == end[0];
    }
    return true;
}

static const char answer[] =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    "2\r\nok\r\n0\r\n\r\n";

/* Behind another server, which does the TLS: one request, which comes whole. */
static void serve_plain(int client)
{
    char head[4096];

    if (read(client, head, sizeof head) > 0)
        (void)!write(client, answer, sizeof answer - 1);
}

static void serve(int client, gnutls_datum_t *ticket_key)
{
    gnutls_session_t session = NULL;
    int code = 0;
    int left = requests;

    (void)gnutls_init(&session, GNUTLS_SERVER);
    (void)gnutls_set_default_priority(session);
    (void)gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_cert(session, NULL, 0);
    (void)gnutls_session_ticket_enable_server(session, ticket_key);
    gnutls_transport_set_int(session, client);
    do
        code = gnutls_handshake(session);
    while (code < 0 && gnutls_error_is_fatal(code) == 0);
    if (code == GNUTLS_E_CERTIFICATE_ERROR ||
        code == GNUTLS_E_NO_CERTIFICATE_FOUND ||
        code == GNUTLS_E_CERTIFICATE_REQUIRED)
        refused_last = true;
    while (code == 0 && left-- > 0 && read_head(session))
        (void)gnutls_record_send(session, answer, sizeof answer - 1);
    gnutls_deinit(session);
}

/* ---- All of them ------------------------------------------------------- */

static void reload(int number)
{
    reloaded = number;
}

static void run(int listener, const char *what)
{
    gnutls_datum_t ticket_key = {NULL, 0};
    unsigned served = 0;

    (void)gnutls_session_ticket_key_generate(&ticket_key);
    for (;;) {
        int client = accept(listener, NULL, NULL);

        between(what);
        if (client < 0)
            continue; /* a signal */
        at_accept(what, client);
        if (strcmp(what, "fork") == 0) { /* a process for each */
            if (fork() == 0) {
                serve(client, &ticket_key);
                _exit(0);
            }
        } else if (strcmp(what, "plain") == 0) {
            serve_plain(client);
        } else {
            serve(client, &ticket_key);
        }
        (void)close(client);
        if (strcmp(what, "end") == 0 && ++served == 30)
            _exit(3);
        if (strcmp(what, "restart") == 0 && ++served % 50 == 0)
            (void)execv("/proc/self/exe", arguments);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
    }
}

/* measure_server CERTS WHAT [LISTENER] */
int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = reload};
    static char number[16];
    char cert[512], key[512], ca[512];
    char *again[] = {argv[0], argv[1], argv[2], number, NULL};
    unsigned port = 0;
    int listener = argc > 3 ? atoi(argv[3]) : listen_somewhere(&port);

    if (argc < 3 || listener < 0)
        return 2;
    if (port != 0)
        (void)printf("my port is <%u>\n", port);
    (void)fflush(stdout);
    arguments = again;
    (void)snprintf(number, sizeof number, "%d", listener);
    (void)snprintf(cert, sizeof cert, "%s/server.pem", argv[1]);
    (void)snprintf(key, sizeof key, "%s/server-key.pem", argv[1]);
    (void)snprintf(ca, sizeof ca, "%s/ca.pem", argv[1]);
    if (strcmp(argv[2], "no-hangup") != 0)
        (void)sigaction(SIGHUP, &action, NULL); /* accept returns for it */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGALRM, reload);
    if (strcmp(argv[2], "forty") == 0)
        requests = 40;
    (void)gnutls_certificate_allocate_credentials(&credentials);
    if (gnutls_certificate_set_x509_key_file(credentials, cert, key,
                                             GNUTLS_X509_FMT_PEM) < 0 ||
        gnutls_certificate_set_x509_trust_file(credentials, ca,
                                               GNUTLS_X509_FMT_PEM) < 0)
        return 1;
    if (strcmp(argv[2], "workers") == 0 && fork() == 0)
        (void)fork(); /* three of them */
    run(listener, argv[2]);
    return 0;
}
