/* SPDX-License-Identifier: MIT */
#include "status_port.h"

#include <stdlib.h>
#include <string.h>

#include "probe/loopback.h"
#include "probe/probe.h"

unsigned status_port(const struct service *server)
{
    const char *line =
        service_log_wait(server, 0, " info status on http://127.0.0.1:");

    return (unsigned)strtoul(strrchr(line, ':') + 1, NULL, 10);
}

char *status_fetch(unsigned port, const char *line)
{
    char *text = loopback_fetch(port, line);

    assert_non_null(text);
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
