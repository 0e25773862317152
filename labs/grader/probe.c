/* SPDX-License-Identifier: MIT */
/*
 * Whether the server keeps a connection alive. The module `server` may be
 * mended either way, and the other tests have to know which.
 */
#define _POSIX_C_SOURCE 200809L
#include "grader.h"

#include <stdio.h>

#include "support.h"

void probe_stage(const struct subject *subject)
{
    struct service *server = service_start(NULL);
    scoped_client struct http_client *client = client_new(server, "sensor-1");
    scoped_response struct http_response response = {0};

    (void)subject;
    for (int i = 0; i < 2; i++) {
        (void)client_get(client, "/healthz", &response);
        assert_status(&response, 200);
    }
    (void)printf("connection: %s\n",
                 response.connects > 0 ? "close" : "keep-alive");
}
