/* SPDX-License-Identifier: MIT */
/*
 * The HTTPS server: takes connections, hands their requests to routes.h.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>

#include "process/options.h"

struct server;

/*
 * Serves the clients that come to the socket `listener`, until
 * server_stop(). The server owns the socket from here on, and the options
 * must live as long as it does. A TLS context is installed already (tls.h).
 * Returns NULL when it cannot start; the reason is in the log.
 */
struct server *server_start(const struct options *options, int listener);

/*
 * Takes no more connections, and closes each of those it has after the
 * answer that it waits for. Call once.
 */
void server_quiesce(struct server *server);

/*
 * Ends every connection, whatever it is doing, and frees the server. Call
 * after server_quiesce().
 */
void server_stop(struct server *server);

/* Whether the answer that is being made is the last of its connection. */
bool server_closes_connections(void);

#endif
