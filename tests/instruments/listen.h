/* SPDX-License-Identifier: MIT */
/*
 * What the servers of these tests listen on: 127.0.0.1, at a port that the
 * kernel picks.
 */
#ifndef LISTEN_H
#define LISTEN_H

#include <arpa/inet.h>
#include <sys/socket.h>

/* close() it; -1: there is none. */
static inline int listen_somewhere(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(listener, (struct sockaddr *)&address, size) < 0 ||
        listen(listener, 1024) < 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) < 0)
        return -1;
    *port = ntohs(address.sin_port);
    return listener;
}

#endif
