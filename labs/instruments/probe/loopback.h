/* SPDX-License-Identifier: MIT */
/*
 * HTTP without TLS on this machine, as at a server's --status-port. Nothing
 * here asserts.
 */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <netinet/in.h>

/*
 * A socket that is connected to this address and port, from the address `from`
 * if that is not 0; -1 if nobody listens there.
 */
int loopback_connect(in_addr_t from, in_addr_t address, unsigned port);

/*
 * What 127.0.0.1 says to a request line at that port, whole, with a NUL;
 * free() it. NULL: nothing, or more than is taken.
 */
char *loopback_fetch(unsigned port, const char *line);

#endif
