/* SPDX-License-Identifier: MIT */
/*
 * Downloads: a file of the data folder on its way to a client.
 */
#define _POSIX_C_SOURCE 200809L
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process/metrics.h"

#define CHUNK 16384 /* bytes: one TLS record (RFC 8446, section 5.1) */

struct stream {
    int file;
    unsigned chunk_size;
    uint64_t size;
    uint64_t chunk_at; /* where in the file `chunk` comes from */
    struct request *request;
    char chunk[CHUNK];
};

static atomic_uint active;

/* ---- Open and close -------------------------------------------------- */

static void stream_close(struct stream *stream)
{
    if (stream == NULL)
        return;
    (void)close(stream->file); /* only read from */
    metrics_live(MODULE_STREAMS, -1);
    free(stream);
}

/* Reads the chunk at `position`; 0, or -1 with errno. */
static int fill(struct stream *stream, uint64_t position)
{
    ssize_t got = 0;

    do {
        got = pread(stream->file, stream->chunk, CHUNK, (off_t)position);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return -1;
    stream->chunk_at = position;
    stream->chunk_size = (unsigned)got;
    return 0;
}

static int open_file(int folder, const char *name)
{
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL) {
        errno = ENOENT;
        return -1;
    }
    /* O_NONBLOCK: to open a FIFO must not wait for its writer. */
    return openat(folder, name,
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

struct stream *stream_open(int folder, const char *name)
{
    struct stat info = {0};
    struct stream *stream = NULL;
    int file = open_file(folder, name);

    if (file < 0) {
        if (errno != EMFILE && errno != ENFILE && errno != ENOMEM)
            errno = ENOENT; /* what may not be read is not there */
        return NULL;
    }
    stream = malloc(sizeof *stream);
    if (stream == NULL) {
        (void)close(file);
        errno = ENOMEM;
        return NULL;
    }
    stream->file = file;
    metrics_live(MODULE_STREAMS, 1);
    if (fstat(file, &info) < 0 || !S_ISREG(info.st_mode)) {
        stream_close(stream);
        errno = ENOENT;
        return NULL;
    }
    stream->size = (uint64_t)info.st_size;
    /* Read before the status line is sent: a bad disk is a 500, not a 200. */
    if (fill(stream, 0) < 0) {
        stream_close(stream);
        errno = EIO;
        return NULL;
    }
    return stream;
}

uint64_t stream_size(const struct stream *stream)
{
    return stream->size;
}

/* ---- Send ------------------------------------------------------------ */

static bool (*may_go_on)(struct request *request);

void streams_ask(bool (*goes_on)(struct request *request))
{
    may_go_on = goes_on;
}

/* libmicrohttpd asks for up to `room` bytes from `position` on. */
static ssize_t send_some(void *object, uint64_t position, char *out,
                         size_t room)
{
    struct stream *stream = object;
    size_t from = 0;
    size_t count = 0;

    if (may_go_on != NULL && !may_go_on(stream->request))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if ((position < stream->chunk_at ||
         position >= stream->chunk_at + stream->chunk_size) &&
        fill(stream, position) < 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    from = (size_t)(position - stream->chunk_at);
    count = stream->chunk_size - from;
    if (count == 0) /* shorter than it was */
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (count > room)
        count = room;
    memcpy(out, stream->chunk + from, count);
    return (ssize_t)count;
}

/*
 * A stream belongs to its response, and is closed when the response ends:
 * sent to the last byte, reset by the client, or timed out. Kept in an array
 * for the shutdown to close, each download would hold a descriptor and a
 * chunk until then; and as all of it is freed at the exit, a leak checker
 * has nothing to say.
 */
static void finish(void *object)
{
    atomic_fetch_sub(&active, 1);
    stream_close(object);
}

struct MHD_Response *stream_response(struct stream *stream,
                                     struct request *request)
{
    struct MHD_Response *response = NULL;

    stream->request = request;
    atomic_fetch_add(&active, 1);
    response = MHD_create_response_from_callback(stream->size, CHUNK,
                                                 send_some, stream, finish);
    if (response == NULL)
        finish(stream);
    return response;
}

/* ---- The end of the process ------------------------------------------ */

unsigned streams_active(void)
{
    return atomic_load(&active);
}

void streams_close_all(void)
{
    /* Nothing is left to close: each response has closed its own. */
}
