/* SPDX-License-Identifier: MIT */
/*
 * One scan: the server, the clients that ask it, and what is known so far.
 */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "kinds.h"
#include "options.h"

#include "probe/service.h"

struct client {
    const char *name;  /* "expired" */
    enum kind_id kind; /* found when it is let in */
    gnutls_certificate_credentials_t
        credentials; /* with --ca; clients_end() */
};

#define STRANGERS_MAX (4 + 6 + ALSO_MAX)
#define MINOR_FIRST 2 /* of TLS 1.2 */
#define MINOR_LAST 3

struct scan {
    const struct options *options;
    struct service *service;
    char host[320];      /* for the field Host */
    struct client known; /* of --cert; no credentials: there is none */
    struct client stranger[STRANGERS_MAX];
    size_t strangers;
    bool speaks[MINOR_LAST + 1]; /* TLS 1.2, 1.3 */
    /* One that is answered, for what lies behind the handshake; or NULL. */
    const struct client *inside;
    int minor; /* the version that it speaks */
};

#define REQUEST_SIZE 1600

/* A request without a body. Returns `text`. */
const char *scan_request(const struct scan *scan, char text[REQUEST_SIZE],
                         const char *method, const char *route);

/* Such a request with one field more, of that many bytes; free() it. */
char *scan_long_head(const char *request, size_t size);

/* ---- What is looked at, in this order ---------------------------------- */

/* Ends the program unless --pid and --meter are there to be read. */
void prepare_held(struct scan *scan);
/* Ends the program unless --pid listens there, as far as that can be seen. */
void prepare_listener(const struct scan *scan);
/* Versions, ciphers, the server's certificate. */
void look_at_tls(struct scan *scan);
/* Who is let in; sets `inside`. Ends the program if --cert is not. */
void look_at_entry(struct scan *scan);
/* The rest is for `inside`, which may be NULL: then it is not judged. */
void look_at_session(struct scan *scan);
void look_at_tells(struct scan *scan);
void look_at_framing(struct scan *scan);
void look_at_limits(struct scan *scan);
void look_at_slow(struct scan *scan);
void look_at_held(struct scan *scan);

#endif
