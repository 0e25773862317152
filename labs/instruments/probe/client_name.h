/* SPDX-License-Identifier: MIT */
/*
 * How a server names a client of IPv6.
 */
#ifndef CLIENT_NAME_H
#define CLIENT_NAME_H

#include <stdbool.h>

/*
 * A server that listens at this address of IPv6, a number as inet_ntop(3)
 * writes it, and a client from there: whether the audit line and GET /sessions
 * name it by this address and its port. If not, it prints what they say.
 */
bool client_is_named(const char *address);

#endif
