/* SPDX-License-Identifier: MIT */
/*
 * Sockets are non-blocking and every wait is a poll() on two descriptors:
 * the socket, and the pipe that tells of a stop.
 */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "stop.h"

int64_t net_now_us(void)
{
    struct timespec now;

    /* Cannot fail: the clock exists on every Linux, the pointer is good. */
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

enum net_ready net_wait(int fd, short events, int64_t deadline_us)
{
    for (;;) {
        struct pollfd watch[2] = {{.fd = stop_fd(), .events = POLLIN},
                                  {.fd = fd, .events = events}};
        int64_t left = deadline_us - net_now_us();
        /* Rounded up: a wait cut to 0 ms would spin until the deadline. */
        int64_t ms = left <= 0 ? 0 : (left + 999) / 1000;
        int n = poll(watch, 2, ms > 60000 ? 60000 : (int)ms);

        if (n < 0 && errno != EINTR)
            return NET_LATE;
        if (n > 0 && watch[0].revents != 0)
            return NET_STOPPED;
        if (n > 0)
            return NET_READY; /* errors and hang-ups too: recv() says which */
        if (left <= 0)
            return NET_LATE;
    }
}

/* ---- Connecting ------------------------------------------------------- */

/* Waits for a connect() under way. Returns 0 or a negative errno. */
static int finish_connect(int fd, int64_t deadline_us)
{
    int problem = 0;
    socklen_t size = sizeof problem;

    switch (net_wait(fd, POLLOUT, deadline_us)) {
    case NET_STOPPED:
        return -ECANCELED;
    case NET_LATE:
        return -ETIMEDOUT;
    case NET_READY:
        break;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size) < 0)
        return -errno;
    return -problem;
}

static int set_options(int fd, int rcvbuf)
{
    int one = 1;
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        return -errno;
    /*
     * With Nagle's algorithm on, the small records of a handshake wait for
     * the peer's delayed acknowledgement: 44 ms each (tcp(7), RFC 896).
     */
    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0)
        return -errno;
    if (rcvbuf > 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof rcvbuf) < 0)
        return -errno;
    return 0;
}

static int connect_one(const struct addrinfo *address, int rcvbuf,
                       int64_t deadline_us)
{
    int fd =
        socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    int rc;

    if (fd < 0)
        return -errno;
    rc = set_options(fd, rcvbuf);
    if (rc == 0 && connect(fd, address->ai_addr, address->ai_addrlen) < 0) {
        /* EINTR leaves the connect under way, as EINPROGRESS does. */
        rc = errno == EINPROGRESS || errno == EINTR
                 ? finish_connect(fd, deadline_us)
                 : -errno;
    }
    if (rc < 0) {
        close(fd);
        return rc;
    }
    return fd;
}

int net_connect(const struct addrinfo *addresses, int rcvbuf,
                int64_t deadline_us)
{
    int rc = -EADDRNOTAVAIL;

    for (const struct addrinfo *a = addresses; a != NULL; a = a->ai_next) {
        rc = connect_one(a, rcvbuf, deadline_us);
        if (rc != -ECONNREFUSED)
            break; /* connected, or a problem that the next would share */
    }
    return rc;
}

void net_end(int fd, int64_t deadline_us)
{
    char unread[1024];
    ssize_t got = 1;

    (void)shutdown(fd, SHUT_WR); /* a peer that is gone needs no end */
    while (got > 0 && net_wait(fd, POLLIN, deadline_us) == NET_READY) {
        do {
            got = recv(fd, unread, sizeof unread, 0);
        } while (got > 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            got = 1;
    }
    close(fd);
}

void net_reset(int fd)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};

    /*
     * socket(7): with a linger time of 0, close() discards what is unsent
     * and sends a reset. If refused, the close is orderly: still a close.
     */
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
}
