/* SPDX-License-Identifier: MIT */
/*
 * Requests as bytes, right or wrong, and the status that answers each. Who
 * wants its short words includes this by name.
 */
#ifndef SENT_H
#define SENT_H

#include <stddef.h>

#include "probe/service.h"
#include "probe/tls_client.h"

#define HEALTHZ "GET /healthz HTTP/1.1\r\n"
#define POST "POST /readings HTTP/1.1\r\nHost: x\r\n"
#define JSON "Content-Type: application/json\r\n"
#define GOOD "{\"sensor\":\"s\",\"value\":1,\"unit\":\"K\"}" /* 35 */
#define END "Host: x\r\n\r\n"

/* There may be NULs inside. */
struct sent {
    long status;
    size_t size;
    const char *text;
};
/* Versions of clang-format differ on it. */
/* clang-format off */
#define SENT(status, text) {(status), sizeof(text) - 1, (text)}
/* clang-format on */

/*
 * Sends it on a connection of its own and expects the answer: from 400 on a
 * problem, which is the last of the connection, and an audit line.
 */
void assert_answered(const struct service *server, const struct sent *sent,
                     size_t count);
#define ALL_ANSWERED() \
    assert_answered(*state, sent, sizeof sent / sizeof *sent)

/* Sends the head of GOOD, and is told to go on: so the request has begun. */
void begin_reading(struct tls_client *client);

#endif
