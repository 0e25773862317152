/* SPDX-License-Identifier: MIT */
/*
 * Downloads: a file of the data folder on its way to a client.
 */
#ifndef STREAMS_H
#define STREAMS_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

struct request;
struct stream;

/*
 * Opens the file `name` in the folder behind the descriptor `folder` and
 * reads its beginning. `name` is one path component: no slash, no dot at its
 * start; a symbolic link is not followed, and only a regular file is opened.
 * Returns a stream that the caller gives to stream_response(); or NULL with
 * errno: ENOENT for all that is not there to be had, EMFILE, ENFILE or
 * ENOMEM when the machine is at its limit, anything else an error of the disk.
 */
struct stream *stream_open(int folder, const char *name);

/* Its length in bytes. */
uint64_t stream_size(const struct stream *stream);

/*
 * Each chunk of a download asks `goes_on` first, and ends with a connection
 * that is broken off if it says no. Call once, before the server starts;
 * without a call all go on.
 */
void streams_ask(bool (*goes_on)(struct request *request));

/*
 * A response that sends the stream; the caller destroys it with
 * MHD_destroy_response(). It is the answer to `request`, which must live until
 * it is sent. The response owns the stream from here on, also
 * when it fails: NULL when memory ran out. A file that shrinks, or cannot be
 * read to its end, breaks the connection off.
 */
struct MHD_Response *stream_response(struct stream *stream,
                                     struct request *request);

/* How many downloads are on their way. */
unsigned streams_active(void);

/*
 * For the end of the process, after the server has stopped: closes what is
 * still open.
 */
void streams_close_all(void);

#endif
