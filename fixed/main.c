/* SPDX-License-Identifier: MIT */
/*
 * A telemetry gateway over mutual TLS. main() is the life of the server:
 * options, context, start, wait, drain, free.
 */
#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "admission.h"
#include "app/access.h"
#include "app/handlers.h"
#include "app/reply.h"
#include "app/route.h"
#include "app/routes.h"
#include "intake.h"
#include "life/parts.h"
#include "life/reload.h"
#include "peer.h"
#include "process/clock.h"
#include "process/files.h"
#include "process/linger.h"
#include "process/log.h"
#include "process/net.h"
#include "requests.h"
#include "server.h"
#include "streams.h"
#include "tls/context.h"
#include "tls/vcache.h"
#include "tls/verdict.h"

/* Milliseconds of the drain: from look to look, and of nothing to see. */
#define TICK 20
#define QUIET 500

#define ERROR_SIZE TLS_ERROR_SIZE
_Static_assert(ERROR_SIZE >= PART_ERROR_SIZE, "a part's error fits too");

/* SIGTERM may be blocked by now: who waited here could not even be ended. */
static int fail(const char *what)
{
    if (log_has_room(STDERR_FILENO))
        (void)fprintf(stderr, "mtls-server: %s\n", what);
    return 1;
}

/* ---- Signals --------------------------------------------------------- */

/*
 * They are blocked in every thread and read from a descriptor in this one,
 * signalfd(2): no handler, so no question of what a handler may call. SIGPIPE
 * and SIGXFSZ are ignored: a client that has left, and a log that may become
 * no longer, are errors of a write, and no more. Returns the descriptor, or -1
 * with errno.
 */
static int open_signals(void)
{
    sigset_t signals;

    /* None of these calls can fail with these arguments. */
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

/*
 * The next signal; 0 if none has come after so many milliseconds (-1: wait
 * for ever). It is no idle wait: it looks after what is being closed.
 */
static int next_signal(int signals, int milliseconds)
{
    struct signalfd_siginfo info = {0};

    if (!linger_wait(signals, milliseconds) ||
        read(signals, &info, sizeof info) != (ssize_t)sizeof info)
        return 0;
    return (int)info.ssi_signo;
}

static void wait_for_the_end(int signals, const struct options *options)
{
    int which = 0;

    while (which != SIGTERM && which != SIGINT) {
        which = next_signal(signals, parts_wait());
        if (parts_tick() || which == SIGHUP) {
            parts_tell(EVENT_RELOADING);
            reload_again(options, which == SIGHUP);
            parts_tell(EVENT_RELOADED);
        }
    }
    parts_tell(EVENT_DRAINING);
    log_line(LOG_INFO, "%s: draining requests=%u downloads=%u",
             which == SIGTERM ? "SIGTERM" : "SIGINT", requests_active(),
             streams_active());
}

/*
 * Until nothing is being answered, nobody has come or gone for QUIET, or at
 * all, --timeout passes, or a second signal comes: then it returns false. A
 * client that is connected may have sent its request already: who is idle is
 * not cut off at once, and is answered if there was one.
 */
static bool drain(int signals, const struct options *options)
{
    int64_t deadline = clock_now() + (int64_t)options->timeout * 1000;
    int64_t quiet = clock_now();
    long connected = metrics_connection(0);
    bool hurried = false;

    while (!hurried && clock_now() < deadline &&
           (requests_active() > 0 ||
            clock_now() - quiet < (connected > 0 ? QUIET : TICK))) {
        int which = next_signal(signals, TICK);

        (void)parts_tick(); /* too late for a reload */
        hurried = which == SIGTERM || which == SIGINT;
        if (requests_active() > 0 || metrics_connection(0) != connected)
            quiet = clock_now();
        connected = metrics_connection(0);
    }
    if (requests_active() > 0)
        log_line(LOG_WARNING, "cut off requests=%u", requests_active());
    return !hurried;
}

/* ---- Start ----------------------------------------------------------- */

/*
 * All that is to be there before a client may come: 0, or the status to exit
 * with, after one line on stderr.
 */
static int prepare(const struct options *options)
{
    char error[ERROR_SIZE] = "";

    for (unsigned i = 0; i < options->allow_count; i++) {
        const char *fault = allow_add(options->allow[i], access_roles);

        if (fault == NULL)
            continue;
        (void)snprintf(error, sizeof error, "--allow %.100s %s; see README",
                       options->allow[i], fault);
        (void)fail(error);
        return 2;
    }
    peer_require(options->client_auth);
    if (parts_start(options, error) < 0 ||
        (!options->plain && reload_first(options, error) < 0))
        return fail(error);
    if (!options->plain && intake_start(options, peer_failed) < 0)
        return fail("what clients send would not be checked: link with "
                    "libmicrohttpd and GnuTLS as shared libraries");
    reply_ask(server_closes_connections);
    routes_start(options);
    if (handlers_start(options->data) == 0)
        return 0;
    (void)snprintf(error, sizeof error,
                   "cannot open --data %.200s: %s; check the folder and its "
                   "mode",
                   options->data, strerror(errno));
    return fail(error);
}

/* The same, of what lets clients in: the server, which the caller stops. */
static int start(const struct options *options, unsigned spare,
                 struct server **server)
{
    char error[NET_ERROR_SIZE] = "";
    char address[NET_ADDRESS_SIZE] = "";
    int listener = net_handed();

    if (listener < 0)
        listener = net_listen("--port", options->listen, options->port, error);
    if (listener < 0)
        return fail(error);
    net_local(listener, address);
    if (linger_start(spare) == 0)
        *server = server_start(options, listener);
    else
        (void)close(listener);
    if (*server == NULL) {
        linger_stop(false);
        return fail("cannot start the server: out of memory or descriptors; "
                    "see --log-level debug");
    }
    /* What waits for this line must get it now, through a pipe too. */
    errno = EAGAIN;
    if (!log_has_room(STDOUT_FILENO) ||
        printf("listening on %s://%s\n", options->plain ? "http" : "https",
               address) < 0 ||
        fflush(stdout) != 0)
        log_line(LOG_WARNING, "cannot write to stdout: %s", strerror(errno));
    return 0;
}

/* ---- The life of the server ------------------------------------------ */

int main(int argc, char **argv)
{
    struct options options;
    int signals = -1;
    unsigned spare = 0;
    struct server *server = NULL;
    bool in_time = true;
    int status = 0;

    if (files_hold_standard() < 0)
        return fail("cannot open /dev/null in place of a closed stdin, stdout "
                    "or stderr; give it all three");
    options_add(&vcache_option);
    parts_extend_options();
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return status;
    metrics_start(route_names, verdict_reasons);
    /* Before there are threads: jansson manual, "Thread safety". 0: random. */
    json_object_seed(0);
    signals = open_signals();
    if (signals < 0)
        return fail("cannot open a descriptor for signals: raise ulimit -n");
    spare = admission_start(&options);
    status = prepare(&options);
    if (status == 0)
        status = start(&options, spare, &server);
    if (server != NULL) {
        parts_tell(EVENT_SERVING);
        wait_for_the_end(signals, &options);
        server_quiesce(server);
        in_time = drain(signals, &options);
        server_stop(server);
        linger_stop(in_time);
        streams_close_all();
        log_line(LOG_INFO, "stopped");
    }
    parts_tell(EVENT_STOPPED);
    handlers_stop();
    tls_install(NULL);
    (void)close(signals); /* only read from */
    admission_stop();
    return status;
}
