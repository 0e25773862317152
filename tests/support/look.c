/* SPDX-License-Identifier: MIT */
/*
 * A look at the server before the contract tests: whether it keeps a
 * connection alive, or is one per request. Either is the same application to
 * them. That fixed/ does, and what it costs not to, is for tests/leaks to say.
 */
#define _POSIX_C_SOURCE 200809L
#include "support.h"

SERVER_TEST(it_keeps_connections_alive_or_not)
{
    (void)printf("keep-alive: %s\n",
                 http_keeps_alive(*state, "sensor-1") ? "yes" : "no");
}

SUITE("look")
