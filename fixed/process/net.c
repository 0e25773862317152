/* SPDX-License-Identifier: MIT */
/* SOCK_CLOEXEC with socket() is beyond POSIX 2008. */
#define _GNU_SOURCE
#include "process/net.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "scope.h"

/* ---- Addresses ------------------------------------------------------- */

void net_address(const struct sockaddr *address, char text[NET_ADDRESS_SIZE])
{
    bool six = address->sa_family == AF_INET6;
    char host[NET_ADDRESS_SIZE], port[8];

    (void)snprintf(text, NET_ADDRESS_SIZE, "?");
    if ((six || address->sa_family == AF_INET) &&
        getnameinfo(address,
                    six ? sizeof(struct sockaddr_in6)
                        : sizeof(struct sockaddr_in),
                    host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) == 0)
        (void)snprintf(text, NET_ADDRESS_SIZE, six ? "[%s]:%s" : "%s:%s", host,
                       port);
}

void net_local(int descriptor, char text[NET_ADDRESS_SIZE])
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;

    /* A socket that listens has an address; zeroes read as "?". */
    (void)getsockname(descriptor, (struct sockaddr *)&address, &length);
    net_address((struct sockaddr *)&address, text);
}

/* ---- Listening ------------------------------------------------------- */

static int open_socket(const struct addrinfo *found)
{
    const int on = 1;
    scoped_descriptor int descriptor =
        socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);

    /* SO_REUSEADDR: a restart is not to wait for old ones' TIME_WAIT. */
    if (descriptor < 0 ||
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(descriptor, found->ai_addr, found->ai_addrlen) < 0 ||
        listen(descriptor, SOMAXCONN) < 0)
        return -1;
    return scope_take_descriptor(&descriptor);
}

/* Of errno; `option` is the one that says which port. */
static void explain(const char *option, const char *address, unsigned port,
                    char error[NET_ERROR_SIZE])
{
    int code = errno;
    const char *before = "check --listen and ";
    const char *after = "";

    if (code == EADDRINUSE) {
        before = "choose another ";
        after = ", or 0 for a free one";
    } else if (code == EACCES) {
        before = "choose a ";
        after = " of 1024 or above";
    } else if (code == EADDRNOTAVAIL) {
        before = "choose a --listen address of this machine";
        option = "";
    }
    (void)snprintf(error, NET_ERROR_SIZE,
                   "cannot listen on %.40s port %u: %s; %s%s%s", address, port,
                   strerror(code), before, option, after);
}

int net_listen(const char *option, const char *address, unsigned port,
               char error[NET_ERROR_SIZE])
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_PASSIVE};
    struct addrinfo *found = NULL;
    char service[16];
    int descriptor = -1;

    (void)snprintf(service, sizeof service, "%u", port);
    if (getaddrinfo(address, service, &hints, &found) != 0) {
        (void)snprintf(error, NET_ERROR_SIZE,
                       "--listen %.60s: not a numeric IPv4 or IPv6 address",
                       address);
        return -1;
    }
    descriptor = open_socket(found);
    if (descriptor < 0)
        explain(option, address, port, error);
    freeaddrinfo(found);
    return descriptor;
}

void net_wait_accepted(int listener)
{
    struct pollfd queue = {.fd = listener, .events = POLLIN};

    for (int ticks = 0; ticks < 100 && poll(&queue, 1, 0) > 0; ticks++)
        (void)poll(NULL, 0, 5);
}

static int handed = -1;

void net_hand(int listener)
{
    handed = listener;
}

int net_handed(void)
{
    return handed;
}

void net_stop_listening(int listener)
{
    if (listener != handed)
        (void)shutdown(listener, SHUT_RDWR);
}
