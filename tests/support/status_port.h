/* SPDX-License-Identifier: MIT */
/*
 * What is asked at --status-port: there is an answer when the server itself
 * takes no more connections.
 */
#ifndef STATUS_PORT_H
#define STATUS_PORT_H

#include "probe/service.h"

/* The port of a server that has one; waits for the line that says it. */
unsigned status_port(const struct service *server);

/* What the port says to a request line, whole, with a NUL; free() it. */
char *status_fetch(unsigned port, const char *line);

/* A sample of its /metrics, by name and labels; -1: there is none. */
double status_sample(const struct service *server, const char *name);

#endif
