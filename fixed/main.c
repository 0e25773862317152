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
#include "life/parts.h"
#include "life/reload.h"
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

#define TICK 20 /* milliseconds of the drain, from look to look */

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

/*
 * The next signal; 0 if none has come after so many milliseconds (-1: wait
 * for ever).
 */
static int next_signal(const sigset_t *signals, int milliseconds)
{
    const struct timespec wait = {
        .tv_sec = milliseconds / 1000,
        .tv_nsec = milliseconds % 1000 * 1000000L,
    };
    int which = milliseconds < 0 ? sigwaitinfo(signals, NULL)
                                 : sigtimedwait(signals, NULL, &wait);

    return which > 0 ? which : 0;
}

static void reload(const struct options *options)
{
    parts_tell(EVENT_RELOADING);
    reload_again(options);
    parts_tell(EVENT_RELOADED);
}

static void wait_for_the_end(const sigset_t *signals,
                             const struct options *options)
{
    int which = 0;

    while (which != SIGTERM && which != SIGINT) {
        which = next_signal(signals, parts_wait());
        if (parts_tick() || which == SIGHUP)
            reload(options);
    }
    parts_tell(EVENT_DRAINING);
    log_line(LOG_INFO, "%s: draining requests=%u downloads=%u",
             which == SIGTERM ? "SIGTERM" : "SIGINT", requests_active(),
             streams_active());
}

/* Until nothing is being answered, --timeout passes, or a second signal. */
static void drain(sigset_t *signals, const struct options *options)
{
    struct timespec now = {0};
    time_t deadline = 0;

    (void)sigdelset(signals, SIGHUP); /* too late to reload: stays blocked */
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    deadline = now.tv_sec + (time_t)options->timeout;
    while (requests_active() > 0 && now.tv_sec < deadline) {
        if (next_signal(signals, TICK) > 0)
            break;
        (void)parts_tick(); /* too late for a reload */
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
    }
    if (requests_active() > 0)
        log_line(LOG_WARNING, "cut off requests=%u", requests_active());
}

/* ---- Start ----------------------------------------------------------- */

static int load_context(const struct options *options)
{
    char error[TLS_ERROR_SIZE] = "";

    peer_require(options->client_auth);
    if (options->plain || reload_first(options, error) == 0)
        return 0;
    return fail(error);
}

static int start_parts(const struct options *options)
{
    char error[PART_ERROR_SIZE] = "";

    return parts_start(options, error) == 0 ? 0 : fail(error);
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
    int listener = parts_listener();

    if (listener < 0)
        listener = net_listen(options->listen, options->port, error);
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
    parts_extend_options();
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return status;
    metrics_start(route_names(), verdict_reasons());
    /* Before there are threads: jansson manual, "Thread safety". 0: random. */
    json_object_seed(0);
    block_signals(&signals);
    limit_connections(&options);
    status = start_parts(&options);
    if (status == 0)
        status = load_context(&options);
    if (status == 0)
        status = open_data(&options);
    if (status == 0) {
        server = start(&options);
        status = server == NULL;
    }
    if (server != NULL) {
        parts_tell(EVENT_SERVING);
        wait_for_the_end(&signals, &options);
        server_quiesce(server);
        drain(&signals, &options);
        server_stop(server);
        streams_close_all();
        log_line(LOG_INFO, "stopped");
    }
    parts_tell(EVENT_STOPPED);
    routes_stop();
    tls_install(NULL);
    return status;
}
