/* SPDX-License-Identifier: MIT */
/*
 * Reading an HTTP/1.1 response (RFC 9112), no more than a load generator
 * needs: status, how long the body is, whether the connection lives on.
 */
#ifndef MTLS_LOAD_HTTP_H
#define MTLS_LOAD_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "client.h"

struct http_response {
    int status;
    bool started; /* a byte of the response has come */
    bool close;   /* the server will close after it */
    bool chunked;
    int64_t content_length; /* -1: not given */
    uint64_t received;      /* bytes of the body so far */
};

/*
 * Reads the status line and the headers; interim responses are skipped.
 * Returns 0, or -1 with the client's failure and error set.
 */
int http_read_head(struct client *client, struct http_response *response);

/*
 * Reads the body to its end (there is none after HEAD), and checks that it is
 * as long as announced and nothing follows. Returns as above.
 */
int http_read_body(struct client *client, struct http_response *response,
                   bool head_request);

/*
 * Reads `some` bytes of the body at least, or all that there is of a shorter
 * one. For those who then vanish. Returns as above.
 */
int http_read_some(struct client *client, struct http_response *response,
                   uint64_t some);

#endif
