/* SPDX-License-Identifier: MIT */
/*
 * A short answer in one TLS record. libmicrohttpd writes head and body one
 * after the other: as two records they cost twice the encryption, the system
 * call and the packet. Here the head waits for its body.
 */
#ifndef WHOLE_H
#define WHOLE_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Of a connection; it begins with zeroes. In bytes, 0 for none: */
struct whole {
    unsigned body : 15; /* what will follow the head */
    unsigned head : 15; /* what waits for the body, or goes with it */
    bool bare : 1;      /* the answer has no body: it is to HEAD */
};

/* A request begins. */
void whole_begin(struct whole *whole, const char *method);

/* Its answer does, with `length` bytes in memory that follow the head. */
void whole_answer(struct whole *whole, uint64_t length);

/*
 * As gnutls_record_send(), by `send`, which is that. A record that the socket
 * does not take is kept by GnuTLS, and goes out when this is called again.
 */
ssize_t whole_send(struct whole *whole, gnutls_session_t tls,
                   ssize_t (*send)(gnutls_session_t, const void *, size_t),
                   const void *data, size_t size);

#endif
