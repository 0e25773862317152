/* SPDX-License-Identifier: MIT */
#include "loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "deadline.h"

#define ANSWER_MAX ((size_t)65536)

int loopback_connect(in_addr_t from, in_addr_t address, unsigned port)
{
    struct sockaddr_in own = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port)};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    own.sin_addr.s_addr = from;
    to.sin_addr.s_addr = address;
    if (descriptor >= 0 &&
        (from == 0 ||
         bind(descriptor, (struct sockaddr *)&own, sizeof own) == 0) &&
        connect(descriptor, (struct sockaddr *)&to, sizeof to) == 0)
        return descriptor;
    if (descriptor >= 0)
        (void)close(descriptor);
    return -1;
}

static size_t receive(int descriptor, char *text)
{
    struct timeval limit = {.tv_sec = (time_t)patience()};
    size_t used = 0;
    ssize_t got = 1;

    (void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit,
                     sizeof limit); /* without it, it waits longer */
    while (got > 0 && used < ANSWER_MAX - 1) {
        got = recv(descriptor, text + used, ANSWER_MAX - 1 - used, 0);
        used += got > 0 ? (size_t)got : 0;
    }
    return got == 0 ? used : 0;
}

char *loopback_fetch(unsigned port, const char *line)
{
    int descriptor = loopback_connect(0, htonl(INADDR_LOOPBACK), port);
    char *text = descriptor >= 0 ? calloc(1, ANSWER_MAX) : NULL;
    char request[256];
    size_t length = 0;

    (void)snprintf(request, sizeof request,
                   "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                   line);
    if (text != NULL && send(descriptor, request, strlen(request),
                             MSG_NOSIGNAL) == (ssize_t)strlen(request))
        length = receive(descriptor, text);
    if (descriptor >= 0)
        (void)close(descriptor);
    if (length == 0) {
        free(text);
        return NULL;
    }
    return text;
}
