/* SPDX-License-Identifier: MIT */
/* What the two sources of visitor.h share. */
#ifndef VISITOR_PRIVATE_H
#define VISITOR_PRIVATE_H

#include <sys/queue.h>

#include "visitor.h"

struct visitor {
    SLIST_ENTRY(visitor) entry;
    int socket;
    gnutls_session_t tls; /* NULL: none begun */
    bool secure;          /* the handshake was successful */
    enum visitor_cut cut;
    unsigned flights; /* that it has tried to send */
};

#endif
