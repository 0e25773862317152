/* SPDX-License-Identifier: MIT */
/*
 * A telemetry gateway over mutual TLS. main() is the life of the server:
 * options, context, start, wait, drain, free.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/reply.h"
#include "app/route.h"
#include "app/routes.h"
#include "listeners.h"
#include "peer.h"
#include "process/files.h"
#include "process/log.h"
#include "process/metrics.h"
#include "process/net.h"
#include "process/options.h"
#include "requests.h"
#include "server.h"
#include "streams.h"
#include "tls/context.h"
#include "tls/verdict.h"

static int fail(const char *what)
{
    (void)fprintf(stderr, "mtls-server: %s\n", what);
    return 1;
}

/* ---- Signals --------------------------------------------------------- */

/*
 * They are blocked in every thread and taken by sigwait() in this one: no
 * handler, so no question of what a handler may call. SIGPIPE is ignored: a
 * client that has left is an error of a write, and no more.
 */
static void block_signals(sigset_t *signals)
{
    /* None of these calls can fail with these arguments. */
    (void)sigemptyset(signals);
    (void)sigaddset(signals, SIGTERM);
    (void)sigaddset(signals, SIGINT);
    (void)sigaddset(signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void reload(const struct options *options)
{
    char error[TLS_ERROR_SIZE] = "";
    struct tls_context *context = NULL;

    if (options->plain)
        return;
    context = tls_load(options, error);
    if (context == NULL) {
        log_line(LOG_ERROR, "reload failed, the old files stay in force: %s",
                 error);
        return;
    }
    tls_install(context);
    listeners_trust_reloaded();
    log_line(LOG_INFO, "reloaded key, certificate, CA and CRL");
}

static void wait_for_the_end(const sigset_t *signals,
                             const struct options *options)
{
    int which = 0;

    while (sigwait(signals, &which) != 0 || which == SIGHUP) {
        if (which == SIGHUP)
            reload(options);
    }
    log_line(LOG_INFO, "%s: draining requests=%u downloads=%u",
             which == SIGTERM ? "SIGTERM" : "SIGINT", requests_active(),
             streams_active());
}

/* Until nothing is being answered, --timeout passes, or a second signal. */
static void drain(sigset_t *signals, const struct options *options)
{
    const struct timespec tick = {.tv_nsec = 20000000}; /* 20 ms */
    struct timespec now = {0};
    time_t deadline = 0;

    (void)sigdelset(signals, SIGHUP); /* too late to reload: stays blocked */
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    deadline = now.tv_sec + (time_t)options->timeout;
    while (requests_active() > 0 && now.tv_sec < deadline) {
        if (sigtimedwait(signals, NULL, &tick) > 0)
            break;
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
    }
    if (requests_active() > 0)
        log_line(LOG_WARNING, "cut off requests=%u", requests_active());
}

/* ---- Start ----------------------------------------------------------- */

static int load_context(const struct options *options)
{
    char error[TLS_ERROR_SIZE] = "";
    struct tls_context *context = NULL;

    peer_require(options->client_auth);
    if (options->plain)
        return 0;
    context = tls_load(options, error);
    if (context == NULL)
        return fail(error);
    tls_install(context);
    return 0;
}

static int open_data(const struct options *options)
{
    char error[512] = "";

    if (routes_start(options) == 0)
        return 0;
    (void)snprintf(error, sizeof error,
                   "cannot open --data %.200s: %s; check the folder and its "
                   "mode",
                   options->data, strerror(errno));
    return fail(error);
}

static void limit_connections(struct options *options)
{
    unsigned fit = net_reserve_descriptors(options->max_connections);

    if (fit < options->threads)
        options->threads = fit;
    if (options->max_connections < options->threads)
        options->threads = options->max_connections;
    if (fit < options->max_connections)
        log_line(LOG_WARNING,
                 "--max-connections lowered from %u to %u: the limit of "
                 "descriptors is too low for more; raise it with ulimit -n",
                 options->max_connections, fit);
    options->max_connections = fit;
}

static struct server *start(const struct options *options)
{
    char error[NET_ERROR_SIZE] = "";
    char address[NET_ADDRESS_SIZE] = "";
    struct server *server = NULL;
    int listener = net_listen(options->listen, options->port, error);

    if (listener < 0) {
        (void)fail(error);
        return NULL;
    }
    net_local(listener, address);
    reply_ask(server_closes_connections);
    server = server_start(options, listener);
    if (server == NULL) {
        (void)fail("cannot start the server: out of memory or descriptors; "
                   "see --log-level debug");
        return NULL;
    }
    /* What waits for this line must get it now, through a pipe too. */
    if (printf("listening on %s://%s\n", options->plain ? "http" : "https",
               address) < 0 ||
        fflush(stdout) != 0)
        log_line(LOG_WARNING, "cannot write to stdout: %s", strerror(errno));
    return server;
}

/* ---- The life of the server ------------------------------------------ */

int main(int argc, char **argv)
{
    struct options options;
    sigset_t signals;
    struct server *server = NULL;
    int status = 0;

    if (files_hold_standard() < 0)
        return fail("cannot open /dev/null in place of a closed stdin, stdout "
                    "or stderr; give it all three");
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return status;
    metrics_start(route_names(), verdict_reasons());
    /* Before there are threads: jansson manual, "Thread safety". 0: random. */
    json_object_seed(0);
    block_signals(&signals);
    limit_connections(&options);
    status = load_context(&options);
    if (status == 0)
        status = open_data(&options);
    if (status == 0) {
        server = start(&options);
        status = server == NULL;
    }
    if (server != NULL) {
        wait_for_the_end(&signals, &options);
        server_quiesce(server);
        drain(&signals, &options);
        server_stop(server);
        streams_close_all();
        log_line(LOG_INFO, "stopped");
    }
    routes_stop();
    tls_install(NULL);
    return status;
}
