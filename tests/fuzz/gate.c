/* SPDX-License-Identifier: MIT */
/*
 * http/gate: all that a client sends on a connection. What passes does not
 * depend on the pieces in which it comes, and passes once more as it is.
 */
/* memmem */
#define _GNU_SOURCE
#include <string.h>

#include "fuzz.h"
#include "http/fault.h"
#include "http/gate.h"

#define IN_MAX ((size_t)1 << 16)
#define OUT_MAX (IN_MAX * 64) /* heads grow, chunks' lines too */

struct stream {
    const char *at;
    size_t left, piece;
};

static ssize_t read_stream(void *object, void *data, size_t size)
{
    struct stream *stream = object;

    if (size > stream->piece)
        size = stream->piece;
    if (size > stream->left)
        size = stream->left;
    memcpy(data, stream->at, size);
    stream->at += size;
    stream->left -= size;
    return (ssize_t)size;
}

static size_t pending(void *object)
{
    const struct stream *stream = object;

    return stream->left;
}

/* All that passes of it, taken `room` bytes at a time. */
static size_t pass(const char *in, size_t size, size_t piece, size_t room,
                   char *out)
{
    struct stream stream = {in, size, piece};
    const struct gate_source source = {&stream, read_stream, pending};
    struct gate *gate = gate_new();
    size_t length = 0;
    ssize_t got = 0;

    must(gate != NULL);
    do {
        must(length + room <= OUT_MAX);
        got = gate_read(gate, &source, out + length, room);
        must(got >= 0 && (size_t)got <= room);
        length += (size_t)got;
    } while (got > 0);
    gate_free(gate);
    return length;
}

/*
 * How much has passed before a fault; all, if there is none. Which of several
 * faults is found first may depend on the pieces, and what is said of it.
 */
static size_t before_fault(const char *text, size_t size)
{
    const char *fault =
        memmem(text, size, FAULT_FIELD_NAME, sizeof FAULT_FIELD_NAME - 1);
    size_t length = fault != NULL ? (size_t)(fault - text) : size;

    while (fault != NULL && length > 0 &&
           (length < 4 || memcmp(text + length - 4, "\r\n\r\n", 4) != 0))
        length--;
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char whole[OUT_MAX], pieces[OUT_MAX], again[OUT_MAX];
    const char *text = (const char *)data;
    size_t length = 0;
    size_t more = 0;

    if (size < 2 || size > IN_MAX)
        return 0;
    length = pass(text + 2, size - 2, size, 4096, whole);
    more = pass(text + 2, size - 2, (size_t)data[0] % 32 + 1,
                (size_t)data[1] % 64 + 1, pieces);
    must(before_fault(pieces, more) == before_fault(whole, length));
    must(memcmp(whole, pieces, before_fault(whole, length)) == 0);
    must((before_fault(pieces, more) < more) ==
         (before_fault(whole, length) < length));
    if (before_fault(whole, length) < length)
        return 0;
    more = pass(whole, length, length, 4096, again);
    must(more == length && memcmp(whole, again, length) == 0);
    return 0;
}
