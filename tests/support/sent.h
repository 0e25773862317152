/* SPDX-License-Identifier: MIT */
/*
 * Requests as bytes, right or wrong, and the status that answers each.
 */
#ifndef SENT_H
#define SENT_H

#include <stddef.h>

#include "probe/service.h"

/* There may be NULs inside. */
struct sent {
    long status;
    size_t size;
    const char *text;
};
#define SENT(status, text) \
    { \
        (status), sizeof(text) - 1, (text) \
    }

/*
 * Sends it on a connection of its own and expects the answer: from 400 on a
 * problem, which is the last of the connection, and an audit line.
 */
void assert_answered(const struct service *server, const struct sent *sent,
                     size_t count);

#define SENT_JSON "Content-Type: application/json\r\n"
#define SENT_READING "{\"sensor\":\"s\",\"value\":1,\"unit\":\"K\"}" /* 35 */

#endif
