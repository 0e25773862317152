/* SPDX-License-Identifier: MIT */
#include "status_port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe/probe.h"

unsigned status_port(const struct service *server)
{
    const char *line =
        service_log_wait(server, 0, " info status on http://127.0.0.1:");

    return (unsigned)strtoul(strrchr(line, ':') + 1, NULL, 10);
}

int connect_from(in_addr_t from, in_addr_t address, unsigned port)
{
    struct sockaddr_in own = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port)};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);

    assert_system_ok(descriptor);
    own.sin_addr.s_addr = from;
    to.sin_addr.s_addr = address;
    if (from != 0)
        assert_system_ok(
            bind(descriptor, (struct sockaddr *)&own, sizeof own));
    if (connect(descriptor, (struct sockaddr *)&to, sizeof to) == 0)
        return descriptor;
    (void)close(descriptor);
    return -1;
}

char *status_fetch(unsigned port, const char *line)
{
    char *text = calloc(1, 65536);
    char request[256];
    size_t used = 0;
    ssize_t got = 1;
    int descriptor = connect_from(0, htonl(INADDR_LOOPBACK), port);

    assert_non_null(text);
    assert_system_ok(descriptor);
    (void)snprintf(request, sizeof request,
                   "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                   line);
    assert_int_equal(send(descriptor, request, strlen(request), MSG_NOSIGNAL),
                     strlen(request));
    while (got > 0 && used < 65535) {
        got = recv(descriptor, text + used, 65535 - used, 0);
        used += got > 0 ? (size_t)got : 0;
    }
    (void)close(descriptor);
    return text;
}

double status_sample(const struct service *server, const char *name)
{
    char *text = status_fetch(status_port(server), "GET /metrics");
    const char *page = strstr(text, "\r\n\r\n");
    double value = page != NULL ? samples_value(page + 4, name) : -1;

    free(text);
    return value;
}
