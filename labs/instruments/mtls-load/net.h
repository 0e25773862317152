/* SPDX-License-Identifier: MIT */
/*
 * Time and sockets: a monotonic clock in microseconds, waiting with a
 * deadline, and TCP connections that don't block beyond it.
 */
#ifndef MTLS_LOAD_NET_H
#define MTLS_LOAD_NET_H

#include <netdb.h>
#include <stdint.h>

enum net_ready {
    NET_READY,
    NET_LATE,    /* the deadline passed */
    NET_STOPPED, /* a stop was asked (stop.h) */
};

/* Microseconds of CLOCK_MONOTONIC. */
int64_t net_now_us(void);

/*
 * Waits until `fd` has one of poll's `events`, the deadline (microseconds of
 * net_now_us) passes, or a stop is asked. With fd -1 it only waits.
 */
enum net_ready net_wait(int fd, short events, int64_t deadline_us);

/*
 * Connects to the first address that answers; the socket is non-blocking,
 * with Nagle's algorithm off. `rcvbuf` above 0 asks for so small a receive
 * buffer, in bytes. Returns the descriptor, which the caller closes, or a
 * negative errno: -ECANCELED when a stop was asked.
 */
int net_connect(const struct addrinfo *addresses, int rcvbuf,
                int64_t deadline_us);

/*
 * Ends our half of the stream, waits until the peer has ended its own, and
 * closes. Unlike a plain close, which resets a peer that still sends, it
 * leaves the peer time to read what was sent before.
 */
void net_end(int fd, int64_t deadline_us);

/* Closes with a reset instead of an orderly end: the peer sees ECONNRESET. */
void net_reset(int fd);

#endif
