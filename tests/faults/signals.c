/* SPDX-License-Identifier: MIT */
/*
 * Faults: signals when they are least welcome.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "probe/gauge.h"
#include "probe/loopback.h"
#include "probe/mtls_load.h"
#include "probe/tls_client.h"
#include "support.h"

/* ---- SIGHUP --------------------------------------------------------- */

#define STORM 300

/* The list is bad now and then, for a while. */
static void storm(struct service *server)
{
    char good[PATH_SIZE];

    cert_path(good, "crl");
    for (unsigned i = 0; i < STORM; i++) {
        char path[PATH_SIZE];

        service_file(server, "crl.pem", path);
        if (i % 8 == 3)
            write_text(path, "nothing");
        else if (i % 8 == 5)
            service_replace(server, "crl.pem", good);
        service_signal(server, SIGHUP);
    }
    service_replace(server, "crl.pem", good);
    (void)service_reload(server); /* perhaps the line of a signal before it */
    assert_contains(service_reload(server), "reloaded key");
}

static void storm_under_load(struct service *server)
{
    static const char *const options[] = {
        "--count",       "400", "--mix", "whoami,readings,head,healthz",
        "--concurrency", "4",   NULL};
    struct process load = {0};
    char folder[PATH_SIZE];

    make_folder(folder);
    mtls_load_start(&load, folder, server, options);
    storm(server);
    assert_int_equal(process_wait(&load), 0);
}

BARE_TEST(a_storm_of_reloads_loses_no_request_and_no_block)
{
    struct gauge gauge = {0};
    struct service *server = gauge_start(&gauge, (struct service_setup){0});
    struct holding before, now, grown;
    char text[HOLDING_TEXT];

    storm_under_load(server);
    storm_under_load(server);
    before = gauge_rest(&gauge, 0);
    storm_under_load(server);
    now = gauge_rest(&gauge, 0);
    grown = holding_minus(&now, &before);
    if (grown.blocks != 0 || grown.bytes != 0 || grown.descriptors != 0)
        fail_because("left behind: %s", holding_text(&grown, text));
    gauge_close(&gauge);
}

/* ---- SIGTERM -------------------------------------------------------- */

enum stage {
    NOBODY,
    CONNECTED,
    IN_HELLO,
    AFTER_HELLO,
    AFTER_FLIGHT,
    IDLE,
    IN_HEAD,
    IN_BODY,
    IN_DOWNLOAD,
    IN_RELOAD,
    TWICE,
    STAGES
};

#define BIG ((size_t)8 << 20) /* more than the kernel takes at once */

static struct tls_client *come_to(struct service *server, enum stage stage,
                                  int minor)
{
    static const char body[] =
        "POST /readings HTTP/1.1\r\nHost: x\r\n"
        "Content-Type: application/json\r\nContent-Length: 36\r\n\r\n{";
    static const char head[] = "GET /healthz HTTP/1.1\r\nHo";
    static const char download[] = GET("/firmware/big.bin");
    const struct tls_setup setup = tls_as("sensor-1", minor);
    struct tls_client *client = NULL;

    if (stage == NOBODY)
        return NULL;
    if (stage <= AFTER_FLIGHT) {
        client = tls_open(server, &setup);
        if (stage > CONNECTED)
            tls_break_off(client, (enum tls_cut)(stage - CONNECTED));
        return client;
    }
    client = tls_connect(server, &setup);
    if (stage == IN_HEAD)
        assert_gnutls_ok(tls_send_text(client, head));
    else if (stage == IN_BODY || stage == TWICE)
        assert_gnutls_ok(tls_send_text(client, body));
    else if (stage == IN_DOWNLOAD)
        assert_gnutls_ok(tls_send_text(client, download));
    return client;
}

static int64_t end_at(enum stage stage, int minor)
{
    static const char *const options[] = {"--timeout", "10", NULL};
    struct gauge gauge = {0};
    struct heapmeter_sample sample;
    struct service *server =
        gauge_start(&gauge, (struct service_setup){.options = options});
    struct tls_client *client = NULL;
    char *zeros = calloc(1, BIG);

    assert_non_null(zeros);
    service_put(server, "big.bin", zeros, BIG);
    free(zeros);
    client = come_to(server, stage, minor);
    if (stage == IN_RELOAD)
        service_signal(server, SIGHUP);
    service_signal(server, SIGTERM);
    if (stage == TWICE) {
        (void)service_log_wait(server, 0, "draining");
        service_signal(server, SIGTERM);
    }
    if (process_wait(&server->process) != 0)
        fail_because("stage %d: status %d:\n%s", (int)stage,
                     server->process.exit, service_log(server, 0));
    (void)service_log_wait(server, 0, " stopped$");
    if (client != NULL)
        tls_reset(client);
    assert_int_equal(heapmeter_read(&gauge.meter, &sample), 0);
    gauge_close(&gauge);
    return (int64_t)sample.blocks;
}

BARE_TEST(a_server_ends_cleanly_whatever_its_clients_are_at)
{
    int64_t usual = end_at(NOBODY, 3);

    for (int stage = CONNECTED; stage < STAGES; stage++) {
        /* These two the server waits for, until its --timeout. */
        bool waits = stage == IN_BODY || stage == IN_DOWNLOAD;

        for (int minor = waits ? 3 : 2; minor <= 3; minor++) {
            int64_t left = end_at((enum stage)stage, minor);

            if (left > usual)
                fail_because("stage %d: %lld blocks left, of nobody %lld",
                             stage, (long long)left, (long long)usual);
        }
    }
}

/* Clients that come and go, until it is over. */
struct knocking {
    unsigned port;
    atomic_bool over;
};

static void *knock(void *object)
{
    struct knocking *knocking = object;

    while (!knocking->over) {
        int client = loopback_connect(htonl(INADDR_LOOPBACK),
                                      htonl(INADDR_LOOPBACK), knocking->port);

        if (client >= 0)
            (void)close(client);
    }
    return NULL;
}

/*
 * Each of its threads takes the listening socket out of its set, and so does
 * the one that tells them to: libmicrohttpd aborts where one comes late.
 */
BARE_TEST(a_server_whose_threads_end_to_listen_at_once_ends_cleanly)
{
    const char *const environment[] = {getenv("MTLS_LATE"), NULL};
    static const char *const options[] = {"--threads", "16", NULL};
    struct service *server = service_start(&(struct service_setup){
        .environment = environment, .options = options});
    struct knocking knocking = {.port = server->port};
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, knock, &knocking), 0);
    service_signal(server, SIGTERM);
    (void)process_wait(&server->process);
    knocking.over = true;
    (void)pthread_join(thread, NULL);
    if (server->process.exit != 0)
        fail_because("status %d:\n%s", server->process.exit,
                     service_log(server, 0));
}

/* Later and later: each time the server has got further with its start. */
BARE_TEST(a_signal_at_any_time_of_the_start_ends_it)
{
    for (long wait = 0; wait < 40; wait += 2) {
        const struct timespec moment = {.tv_nsec = wait * 1000000};
        struct service *server = service_launch(NULL);
        int status = 0;

        (void)nanosleep(&moment, NULL); /* which moment, is all the same */
        service_signal(server, SIGTERM);
        status = process_wait(&server->process);
        /* Before it has taken the signal over, it ends by it. */
        if (status != 0 && status != 128 + SIGTERM)
            fail_because("after %ld ms: status %d:\n%s", wait, status,
                         service_log(server, 0));
    }
}

SUITE("faults/signals")
