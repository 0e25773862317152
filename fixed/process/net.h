/* SPDX-License-Identifier: MIT */
/*
 * The listening socket and the text of addresses.
 */
#ifndef NET_H
#define NET_H

#include <stddef.h>
#include <sys/socket.h>

#define NET_ADDRESS_SIZE 56 /* "[IPv6]:port" and its NUL */
#define NET_ERROR_SIZE 160

/*
 * Listens on a numeric IPv4 or IPv6 address; port 0 lets the kernel pick.
 * `option` is the one that says which port. Returns a descriptor that the
 * caller closes, or -1 with one line in `error` that names the address and the
 * remedy.
 */
int net_listen(const char *option, const char *address, unsigned port,
               char error[NET_ERROR_SIZE]);

/*
 * Takes no more connections on `listener`, for all who have it; unless it was
 * told of by net_hand(): whoever handed it to us will hand it to the next of
 * us, and who connects meanwhile waits.
 */
void net_stop_listening(int listener);

/* A listening socket that somebody has handed to us; -1: there is none. */
void net_hand(int listener);
int net_handed(void);

/* Writes "127.0.0.1:8443" or "[::1]:8443" for a socket's own end. */
void net_local(int descriptor, char text[NET_ADDRESS_SIZE]);

/* The same for any address; "?" for one that is neither IPv4 nor IPv6. */
void net_address(const struct sockaddr *address, char text[NET_ADDRESS_SIZE]);

/*
 * Waits until who is in a listening socket's queue has been accepted, for
 * half a second at most. A client there has connected: if the socket were
 * closed now, the client would be reset.
 */
void net_wait_accepted(int listener);

#endif
