/* SPDX-License-Identifier: MIT */
/*
 * The second stage of a close (RFC 9112, section 9.6). A socket that is
 * closed while something the client sent lies unread, or is on its way, is
 * reset, and the reset takes from the client what it has not read yet: the
 * end of its answer. So a socket is shut for sending first, and closed when
 * the client has closed its end, or after LINGER_SECONDS or LINGER_BYTES.
 */
#ifndef LINGER_H
#define LINGER_H

#include <stdbool.h>
#include <stddef.h>

#define LINGER_SECONDS 5
#define LINGER_BYTES ((size_t)1 << 20)
#define LINGER_MAX 256 /* sockets at a time: of more, the oldest are closed */

/* Call before the server starts: `most` at a time, or LINGER_MAX. 0, or -1. */
int linger_start(unsigned most);

/*
 * To be called just before a socket is closed, from any thread. Keeps a
 * descriptor of its own if there is something to wait for, and never fails:
 * without one more descriptor the close is an ordinary one.
 */
void linger_before_close(int socket);

/*
 * Waits until `descriptor` can be read, and returns true; or false, after so
 * many milliseconds (-1: never). Meanwhile it looks after the sockets. Only
 * one thread may call it.
 */
bool linger_wait(int descriptor, int milliseconds);

/* Closes all that are left; waits for a second for them, if told to. */
void linger_stop(bool wait);

#endif
