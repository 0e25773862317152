/* SPDX-License-Identifier: MIT */
/*
 * The HTTPS server, on libmicrohttpd.
 */
#define _POSIX_C_SOURCE 200809L
#include "server.h"

#include <microhttpd.h>
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

struct server {
    struct MHD_Daemon *daemon;
    int listener;
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
    /*
     * Should one of these fail, the handshake fails too, for want of
     * credentials, or the client gets no ticket: both are safe.
     */
    if (peer_meet(session, tls) >= 0)
        (void)tls_enable_tickets(session_context(session), tls);
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

/* Over epoll, as process/rounds.h says; `make bench` of the kit tries poll. */
#ifndef EVENT_LOOP
#define EVENT_LOOP MHD_USE_EPOLL_INTERNAL_THREAD
#endif

/*
 * One daemon serves every connection and every request, so that there is one
 * TLS context, clients can keep a connection alive or resume a session, and
 * memory depends on who is connected, not on who ever was. A daemon a
 * request costs a TLS context and a descriptor each time, and for ever
 * without a call of MHD_stop_daemon(): the end of a connection frees that,
 * not its server.
 */
static struct MHD_Daemon *start_daemon(const struct options *options,
                                       int listener)
{
    unsigned flags = EVENT_LOOP | MHD_USE_ITC | MHD_USE_ERROR_LOG |
                     (options->plain ? 0 : MHD_USE_TLS);

    /* An option a line. */
    /* clang-format off */
    return MHD_start_daemon(
        flags, 0, admission_ask, NULL, routes_answer, NULL,
        MHD_OPTION_EXTERNAL_LOGGER, log_message, NULL,
        MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, options->max_connections,
        MHD_OPTION_CONNECTION_TIMEOUT, options->timeout,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, routes_unescape, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, routes_completed, NULL,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads,
        MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES,
        MHD_OPTION_HTTPS_CERT_CALLBACK, tls_no_certificate,
        MHD_OPTION_END);
    /* clang-format on */
}

/* ---- Start and stop -------------------------------------------------- */

struct server *server_start(const struct options *options, int listener)
{
    struct server *server = calloc(1, sizeof *server);

    if (server == NULL) {
        (void)close(listener);
        return NULL;
    }
    server->listener = -1; /* until it is handed back */
    server->daemon = start_daemon(options, listener);
    if (server->daemon == NULL) {
        /* The socket is closed, or it is not, by where it failed. */
        free(server);
        return NULL;
    }
    metrics_live(MODULE_SERVER, 1);
    return server;
}

void server_quiesce(struct server *server)
{
    net_wait_accepted(
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_LISTEN_FD)
            ->listen_fd);
    atomic_store(&closing, true);
    /* Not closed here: a thread may be using it still (microhttpd.h). */
    server->listener = MHD_quiesce_daemon(server->daemon);
    net_stop_listening(server->listener);
}

void server_stop(struct server *server)
{
    MHD_stop_daemon(server->daemon);
    (void)close(server->listener);
    metrics_live(MODULE_SERVER, -1);
    free(server);
}

bool server_closes_connections(void)
{
    return atomic_load(&closing);
}
