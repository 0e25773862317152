/* SPDX-License-Identifier: MIT */
/* What the two sources of visitor.h share. */
#ifndef VISITOR_PRIVATE_H
#define VISITOR_PRIVATE_H

#include <sys/queue.h>

#include "visitor.h"

struct visitor {
    SLIST_ENTRY(visitor) entry;
    int socket;
    const char *name;     /* of the server, to be told to it, or NULL */
    gnutls_session_t tls; /* NULL: none begun */
    bool secure;          /* the handshake was successful */
    enum visitor_cut cut;
    unsigned flights; /* that it has tried to send */
    char read[16384]; /* what has come and is not looked at yet: */
    size_t at, end;   /* from here to there */
    bool last;        /* "Connection: close", in the last answer */
    int code;         /* GnuTLS's, of the last read that failed; 0: the end */
};

#endif
