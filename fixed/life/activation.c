/* SPDX-License-Identifier: MIT */
/*
 * Socket activation (sd_listen_fds(3)): systemd has opened the listening
 * socket already, and hands it to us as descriptor 3. So clients wait, and
 * are not turned away, while the server starts anew; and it may have a port
 * below 1024 without a right of its own. --listen and --port have no say then.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "life/parts.h"
#include "process/net.h"

#define FIRST 3 /* SD_LISTEN_FDS_START */

static int number(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? (int)strtol(text, NULL, 10) : 0;
}

static bool is_option(int descriptor, int name, int value)
{
    int found = -1;
    socklen_t size = sizeof found;

    return getsockopt(descriptor, SOL_SOCKET, name, &found, &size) == 0 &&
           found == value;
}

static bool is_inet(int descriptor)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;

    return getsockname(descriptor, (struct sockaddr *)&address, &size) == 0 &&
           (address.ss_family == AF_INET || address.ss_family == AF_INET6);
}

static int start(const struct options *options, char *error)
{
    /* An accept() that blocks must wake for the end, which is no shutdown. */
    const struct timeval second = {.tv_sec = 1};

    (void)options;
    if (number("LISTEN_PID") != (int)getpid() || number("LISTEN_FDS") == 0)
        return 0;
    if (number("LISTEN_FDS") != 1 || !is_inet(FIRST) ||
        !is_option(FIRST, SO_TYPE, SOCK_STREAM) ||
        !is_option(FIRST, SO_ACCEPTCONN, 1)) {
        (void)snprintf(error, PART_ERROR_SIZE,
                       "LISTEN_FDS: not one TCP socket that listens; give "
                       "the .socket unit one ListenStream=, and Accept=no");
        return -1;
    }
    if (fcntl(FIRST, F_SETFD, FD_CLOEXEC) < 0 ||
        setsockopt(FIRST, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second) <
            0) {
        (void)snprintf(error, PART_ERROR_SIZE, "LISTEN_FDS: a bad socket");
        return -1;
    }
    net_hand(FIRST);
    return 0;
}

const struct part part_activation = {.start = start};
