/* SPDX-License-Identifier: MIT */
#include "http/whole.h"

#include <string.h>

/*
 * GnuTLS makes no client's records shorter than this (RFC 6066, section 4; of
 * RFC 8449 one byte is the type's), so that one record it is.
 */
#define WHOLE_MAX 511

/* A head that waits: libmicrohttpd hands on the body right after it. */
static _Thread_local struct {
    gnutls_session_t of;
    char text[WHOLE_MAX];
} held;

void whole_begin(struct whole *whole, const char *method)
{
    whole->bare = strcmp(method, "HEAD") == 0;
}

void whole_answer(struct whole *whole, uint64_t length)
{
    if (!whole->bare && length < WHOLE_MAX)
        whole->body = (unsigned)length;
}

ssize_t whole_send(struct whole *whole, gnutls_session_t tls,
                   ssize_t (*send)(gnutls_session_t, const void *, size_t),
                   const void *data, size_t size)
{
    ssize_t sent = 0;

    if (whole->head == 0) {
        if (whole->body > 0 && whole->body + size <= WHOLE_MAX) {
            held.of = tls;
            memcpy(held.text, data, size);
            whole->head = (unsigned)size;
            return (ssize_t)size;
        }
        whole->body = 0;
        return send(tls, data, size);
    }
    if (whole->body == 0) {
        sent = send(tls, NULL, 0);
    } else if (held.of == tls && size == whole->body) {
        memcpy(held.text + whole->head, data, size);
        sent = send(tls, held.text, whole->head + size);
    } else {
        sent = GNUTLS_E_INTERNAL_ERROR; /* another libmicrohttpd than ours */
    }
    whole->body = 0;
    if (sent <= 0)
        return sent;
    sent -= whole->head; /* that is sent already, as far as anybody knows */
    whole->head = 0;
    return sent;
}
