/* SPDX-License-Identifier: MIT */
#include "counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/failure.h"
#include "probe/loopback.h"
#include "probe/port.h"
#include "probe/samples.h"

unsigned counts_port(pid_t pid, unsigned port)
{
    struct ports ports = {.count = 0};

    if (ports_add(pid, &ports) == 0) {
        for (size_t i = 0; i < ports.count; i++) {
            if (ports.listening[i] != port)
                return ports.listening[i];
        }
    }
    fail_because("a server has no status port: is it of this kit?");
}

/* The samples whose name begins so, and all of whose labels have `label`. */
static uint64_t sum(const char *page, const char *name, const char *label)
{
    const char *line = page;
    uint64_t total = 0;

    while (line != NULL) {
        size_t length = strcspn(line, "\n");
        const char *found = strstr(line, label);

        if (strncmp(line, name, strlen(name)) == 0 && found != NULL &&
            found < line + length) {
            while (length > 0 && line[length - 1] != ' ')
                length--;
            total += strtoull(line + length, NULL, 10);
        }
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return total;
}

static void read_page(const char *page, struct counts *counts)
{
    static const char handshakes[] = "mtls_handshakes_total{";
    static const char requests[] = "http_requests_total{";

    *counts = (struct counts){
        .traffic =
            {
                .requests = sum(page, requests, "route="),
                .refused = sum(page, handshakes, "result=\"refused\""),
                .connections = sum(page, handshakes, "result="),
                .downloads =
                    sum(page, requests, "route=\"/firmware/NAME\",code=\"200"),
            },
        .open = (long)samples_value(page, "mtls_connections_active"),
    };
    for (int i = 0; i < MODULE_COUNT; i++) {
        char name[64];

        (void)snprintf(name, sizeof name, "mtls_live_objects{module=\"%s\"}",
                       module_name((enum module)i));
        counts->objects[i] = (long)samples_value(page, name);
    }
}

int counts_read(unsigned status_port, struct counts *counts)
{
    char *answer = loopback_fetch(status_port, "GET /metrics");
    const char *page = answer != NULL ? strstr(answer, "\r\n\r\n") : NULL;

    if (page != NULL)
        read_page(page + 4, counts);
    free(answer);
    return page != NULL ? 0 : -1;
}

struct traffic traffic_minus(const struct traffic *after,
                             const struct traffic *before)
{
    return (struct traffic){
        .requests = after->requests - before->requests,
        .refused = after->refused - before->refused,
        .connections = after->connections - before->connections,
        .downloads = after->downloads - before->downloads,
    };
}
