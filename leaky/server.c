/* SPDX-License-Identifier: MIT */
/*
 * The HTTPS server, on libmicrohttpd.
 */
#define _POSIX_C_SOURCE 200809L
#include "server.h"

#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admission.h"
#include "app/routes.h"
#include "intake.h"
#include "peer.h"
#include "process/linger.h"
#include "process/log.h"
#include "process/net.h"
#include "sessions.h"
#include "tls/context.h"

/*
 * Bytes of memory a connection gets for its headers, both ways, and what it
 * reads ahead: room for every head that http/head.c lets pass, and for every
 * answer to it. The default of 32 KiB would be most of what an idle
 * connection costs; with this one it holds less than 20 KiB in all; what
 * GnuTLS keeps depends on its version.
 */
#define CONNECTION_MEMORY ((size_t)3584)

#define WORKERS 64 /* clients at a time */

struct server {
    const struct options *options;
    int listener;
    atomic_bool stopping;
    unsigned workers;
    pthread_t threads[WORKERS];
};

static atomic_bool closing;

/* ---- What libmicrohttpd says ----------------------------------------- */

/* It calls each refusal "out of context": peer.c logs who and why. */
static void log_message(void *unused, const char *format, va_list arguments)
{
    char text[256] = "";
    char clean[256] = "";

    (void)unused;
    (void)vsnprintf(text, sizeof text, format, arguments);
    log_line(LOG_DEBUG, "libmicrohttpd: %s",
             log_clean(clean, sizeof clean, text));
}

/* ---- Connections ----------------------------------------------------- */

static struct session *open_session(struct MHD_Connection *connection)
{
    struct session *session = session_open(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
            ->client_addr);
    gnutls_session_t tls = tls_of(connection);

    if (session == NULL)
        return NULL;
    if (tls == NULL) { /* a plain lab server: no handshake to come */
        session_set_state(session, SESSION_SECURE);
        return session;
    }
    intake_offer(tls);
    (void)peer_meet(session, tls);
    return session;
}

static void on_connection(void *unused, struct MHD_Connection *connection,
                          void **session,
                          enum MHD_ConnectionNotificationCode what)
{
    (void)unused;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        admission_enter(connection);
        *session = open_session(connection);
        return;
    }
    linger_before_close(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
            ->connect_fd);
    /* Its TLS session is freed already: the record is all there is. */
    admission_leave(connection);
    if (*session != NULL) {
        peer_leave(*session);
        intake_end(*session);
    }
    session_close(*session);
    *session = NULL;
}

/* ---- The daemon ------------------------------------------------------ */

static struct MHD_Daemon *start_daemon(const struct options *options)
{
    unsigned flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET |
                     MHD_USE_ERROR_LOG | (options->plain ? 0 : MHD_USE_TLS);

    /* An option a line. */
    /* clang-format off */
    return MHD_start_daemon(
        flags, 0, admission_ask, NULL, routes_answer, NULL,
        MHD_OPTION_EXTERNAL_LOGGER, log_message, NULL,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, options->timeout,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, routes_unescape, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, routes_completed, NULL,
        MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES,
        MHD_OPTION_HTTPS_CERT_CALLBACK, tls_no_certificate,
        MHD_OPTION_END);
    /* clang-format on */
}

/* ---- Workers --------------------------------------------------------- */

static unsigned connections(struct MHD_Daemon *daemon)
{
    return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)
        ->num_connections;
}

/* Serves the one request of a client, on a server of its own. */
static void serve(struct server *server, int client)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    struct MHD_Daemon *daemon = start_daemon(server->options);

    if (daemon == NULL) {
        (void)close(client);
        return;
    }
    metrics_live(MODULE_SERVER, 1);
    (void)getpeername(client, (struct sockaddr *)&address, &length);
    (void)MHD_add_connection(daemon, client, (struct sockaddr *)&address,
                             length);
    while (MHD_run_wait(daemon, 100) == MHD_YES && connections(daemon) > 0) {
        if (atomic_load(&server->stopping))
            (void)shutdown(client, SHUT_RDWR);
    }
    /* The connection is closed, and with it all there was to serve. */
}

static void *work(void *argument)
{
    struct server *server = argument;

    while (!atomic_load(&closing)) {
        int client = accept(server->listener, NULL, NULL);

        if (client >= 0)
            serve(server, client);
        else /* out of descriptors: soon there may be one */
            (void)poll(NULL, 0, 10);
    }
    return NULL;
}

/* ---- Start and stop -------------------------------------------------- */

struct server *server_start(const struct options *options, int listener)
{
    struct server *server = calloc(1, sizeof *server);

    if (server == NULL) {
        (void)close(listener);
        return NULL;
    }
    server->options = options;
    server->listener = listener;
    while (server->workers < WORKERS &&
           pthread_create(&server->threads[server->workers], NULL, work,
                          server) == 0)
        server->workers++;
    if (server->workers == 0) {
        server_stop(server);
        return NULL;
    }
    return server;
}

void server_quiesce(struct server *server)
{
    net_wait_accepted(server->listener);
    atomic_store(&closing, true);
    /* Wakes the workers that wait for a client. */
    net_stop_listening(server->listener);
}

void server_stop(struct server *server)
{
    atomic_store(&server->stopping, true);
    while (server->workers > 0)
        (void)pthread_join(server->threads[--server->workers], NULL);
    (void)close(server->listener);
    free(server);
}

bool server_closes_connections(void)
{
    return true;
}
