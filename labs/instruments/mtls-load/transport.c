/* SPDX-License-Identifier: MIT */
/*
 * Transport functions of our own instead of the default ones: GnuTLS manual,
 * "Setting up the transport layer".
 */
#include "transport.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net.h"

/* ---- The socket ------------------------------------------------------- */

/* Waits for the socket. Returns 0, or -1 with failure and errno set. */
static int await(struct client *client, short events)
{
    switch (net_wait(client->fd, events, client->deadline_us)) {
    case NET_LATE:
        client->failure = FAILURE_TIMEOUT;
        errno = ETIMEDOUT;
        return -1;
    case NET_STOPPED:
        client->failure = FAILURE_STOPPED;
        errno = ECANCELED;
        return -1;
    case NET_READY:
        break;
    }
    return 0;
}

static ssize_t lost(struct client *client)
{
    if (errno == ECONNRESET || errno == EPIPE)
        client->failure = FAILURE_CLOSED;
    return -1;
}

static ssize_t send_vector(struct client *client, const giovec_t *part,
                           int parts)
{
    struct msghdr message = {.msg_iov = (struct iovec *)part,
                             .msg_iovlen = (size_t)parts};

    for (;;) {
        ssize_t n = sendmsg(client->fd, &message, MSG_NOSIGNAL);

        if (n >= 0) {
            client->bytes_out += (uint64_t)n;
            return n;
        }
        if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
            return lost(client);
        if (await(client, POLLOUT) < 0)
            return -1;
    }
}

ssize_t transport_send(struct client *client, const void *data, size_t size)
{
    giovec_t part = {.iov_base = (void *)data, .iov_len = size};

    return send_vector(client, &part, 1);
}

ssize_t transport_receive(struct client *client, void *data, size_t size)
{
    for (;;) {
        ssize_t n;

        /* Waiting first saves a recv() that nearly always finds nothing. */
        if (await(client, POLLIN) < 0)
            return -1;
        n = recv(client->fd, data, size, 0);
        if (n >= 0) {
            client->bytes_in += (uint64_t)n;
            return n;
        }
        if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
            return lost(client);
    }
}

/* ---- Its face to GnuTLS ----------------------------------------------- */

/*
 * Four records of a ClientHello that claims 16 MiB, by the 24 bits of its
 * length. Returns whether all of them are with the kernel.
 */
static bool send_huge(struct client *client)
{
    enum { SIZE = 15000 };
    unsigned char record[5 + SIZE] = {22,   3,    1,    SIZE >> 8, SIZE & 0xff,
                                      0x01, 0xff, 0xff, 0xff};
    ssize_t sent = 1;

    for (int i = 0; i < 4 && sent > 0; i++) {
        for (size_t done = 0; done < sizeof record && sent > 0;
             done += (size_t)sent)
            sent = transport_send(client, record + done, sizeof record - done);
        memset(record + 5, 0, 4); /* the claim is in the first alone */
    }
    return sent > 0;
}

/* The first flight of a client is its ClientHello and nothing else. */
static ssize_t push(gnutls_transport_ptr_t pointer, const giovec_t *part,
                    int parts)
{
    struct client *client = pointer;

    if (client->cut_reached) {
        errno = ECONNABORTED;
        return -1;
    }
    if (client->cut == CUT_IN_HUGE_HELLO) {
        client->cut_reached = send_huge(client);
        errno = ECONNABORTED;
        return -1;
    }
    if (client->cut == CUT_IN_HELLO) {
        giovec_t half = part[0];
        ssize_t n;

        half.iov_len /= 2;
        n = send_vector(client, &half, 1);
        client->cut_reached = n >= 0;
        errno = ECONNABORTED;
        return -1;
    }
    return send_vector(client, part, parts);
}

static ssize_t pull(gnutls_transport_ptr_t pointer, void *data, size_t size)
{
    struct client *client = pointer;

    /* Only who has sent its hello waits for an answer. */
    if (client->cut == CUT_AFTER_HELLO)
        client->cut_reached = true;
    if (client->cut_reached) {
        errno = ECONNABORTED;
        return -1;
    }
    return transport_receive(client, data, size);
}

/*
 * GnuTLS asks here before it waits with a time-out of its own; the default
 * would take our pointer for a descriptor.
 */
static int pull_timeout(gnutls_transport_ptr_t pointer, unsigned int ms)
{
    struct client *client = pointer;
    int64_t deadline = ms == GNUTLS_INDEFINITE_TIMEOUT
                           ? client->deadline_us
                           : net_now_us() + (int64_t)ms * 1000;

    switch (net_wait(client->fd, POLLIN, deadline)) {
    case NET_READY:
        return 1;
    case NET_STOPPED:
        client->failure = FAILURE_STOPPED;
        errno = ECANCELED;
        return -1;
    case NET_LATE:
        break;
    }
    return 0;
}

void transport_set(struct client *client)
{
    gnutls_transport_set_ptr(client->session, client);
    gnutls_transport_set_vec_push_function(client->session, push);
    gnutls_transport_set_pull_function(client->session, pull);
    gnutls_transport_set_pull_timeout_function(client->session, pull_timeout);
}
