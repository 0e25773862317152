/* SPDX-License-Identifier: MIT */
#include "look.h"

#include <stdio.h>

#include "acts.h"
#include "failure.h"
#include "http.h"

static bool resumes(struct service *server)
{
    /* In TLS 1.3 one would have to wait for a ticket that may not come. */
    struct tls_client *client = tls_enter(server, "sensor-1", 2);
    struct tls_setup setup = tls_as("sensor-1", 2);
    gnutls_datum_t ticket = {NULL, 0};
    bool resumed = false;

    tls_ask(client, GET("/healthz"), 200);
    ticket = tls_session(client);
    tls_leave(client);
    setup.resume = &ticket;
    client = tls_connect(server, &setup);
    resumed = tls_resumed(client);
    tls_leave(client);
    gnutls_free(ticket.data);
    return resumed;
}

void look(struct service *server)
{
    (void)printf("keep-alive: %s\n",
                 http_keeps_alive(server, "sensor-1") ? "yes" : "no");
    (void)printf("resumption: %s\n", resumes(server) ? "yes" : "no");
}
