/* SPDX-License-Identifier: MIT */
/*
 * What a client sends on one connection, request after request, on its way to
 * libmicrohttpd (RFC 9112, sections 6 and 7): heads and chunks are checked and
 * written anew, bodies are passed on, and after a fault nothing more comes. A
 * gate holds memory for text only while a head or a chunked body is under way.
 */
#ifndef GATE_H
#define GATE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "http/whole.h"

/* README states these, and tests/contract/bounds.c measures them. */
#define GATE_EMPTY_LINES_MAX 4   /* before a head (RFC 9112, section 2.2) */
#define GATE_CHUNK_LINE_MAX 256  /* bytes before a chunk, with extensions */
#define GATE_CHUNK_LINE_PLAIN 16 /* up to here it may have none */
#define GATE_EXTENSIONS_MAX 4096 /* bytes of longer ones, in one body */

/* Where the bytes come from. */
struct gate_source {
    void *object;
    /*
     * Up to `size` bytes; 0 at the end; or a negative code of GnuTLS, which is
     * handed on: nothing has come yet, or nothing will.
     */
    ssize_t (*read)(void *object, void *data, size_t size);
    /* How many bytes it has that no waiting for the socket will show. */
    size_t (*pending)(void *object);
};

struct gate;
struct gate *gate_new(void); /* NULL: out of memory */
void gate_free(struct gate *gate);

/* What the owner of a gate notes beside it; it begins with zeroes. */
struct pace {
    int64_t since; /* when the request began that is under way; 0: none is */
    int64_t came;  /* so many bytes since then */
    unsigned requests;
    struct whole whole;
};
struct pace *gate_pace(struct gate *gate);

/*
 * As the source's own functions, but of the text for libmicrohttpd. When a
 * head has begun, an empty line, which means nothing, is passed on at once,
 * and the rest when all of it has come and is right: so the time that
 * libmicrohttpd allows for a silence is the time for a whole head.
 */
ssize_t gate_read(struct gate *gate, const struct gate_source *source,
                  void *data, size_t size);
size_t gate_pending(const struct gate *gate);

#endif
