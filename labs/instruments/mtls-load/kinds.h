/* SPDX-License-Identifier: MIT */
/*
 * The kinds of steps: what a step does and which answer is right.
 */
#ifndef MTLS_LOAD_KINDS_H
#define MTLS_LOAD_KINDS_H

#include <stddef.h>
#include <stdint.h>

enum act {
    ACT_REQUEST, /* over the connection that --handshake says */
    ACT_FRESH,   /* a request over a new connection, full handshake */
    ACT_REFUSED, /* the server must refuse the certificate */
    ACT_ABORT_HELLO,
    ACT_STALL_HELLO,
    ACT_ABORT_FLIGHT1,
    ACT_ABORT_FLIGHT2,
    ACT_ABORT_FINISHED,
    ACT_VANISH_REQUEST,
    ACT_VANISH_POST,
    ACT_VANISH_DOWNLOAD,
    ACT_STALL_DOWNLOAD,
};

enum body { BODY_NONE, BODY_READING, BODY_BAD };

struct kind {
    const char *name;
    enum act act;
    const char *method;
    const char *path; /* a trailing slash is followed by --firmware */
    enum body body;
    int status; /* of the right answer */
};

/*
 * The kind of that name (constant, not to be freed), or NULL. "refused:x"
 * and "refused" give the kind "refused".
 */
const struct kind *kind_find(const char *name);

/* Writes all names, separated by spaces, into `text` of `size` bytes. */
void kinds_list(char *text, size_t size);

/*
 * Composes the request of a step into `buffer`, which is large enough at
 * 1,024 bytes for any authority and a firmware name of 255. `random` gives
 * the values posted; their length is the same for all of them. Returns the
 * length, or -1 when it doesn't fit. `*head` is the length without body.
 */
int kind_request(const struct kind *kind, const char *authority,
                 const char *firmware, uint64_t random, char *buffer,
                 size_t size, size_t *head);

#endif
