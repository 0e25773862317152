/* SPDX-License-Identifier: MIT */
#include "look.h"

#include <stdio.h>

#include "acts.h"
#include "failure.h"
#include "http.h"

static bool resumes(struct service *server)
{
    /* In TLS 1.3 one would have to wait for a ticket that may not come. */
    struct visitor *visitor = visitor_enter(server, "sensor-1", 2);
    gnutls_datum_t ticket = {NULL, 0};
    bool resumed = false;

    visitor_ask(visitor, GET("/healthz"), 200);
    ticket = visitor_ticket(visitor);
    visitor_leave(visitor);
    visitor = visitor_connect(server, 0);
    assert_gnutls_ok(visitor_handshake(visitor, "sensor-1", 2, &ticket));
    resumed = visitor_resumed(visitor);
    visitor_leave(visitor);
    gnutls_free(ticket.data);
    return resumed;
}

void look(struct service *server)
{
    (void)printf("keep-alive: %s\n",
                 http_keeps_alive(server, "sensor-1") ? "yes" : "no");
    (void)printf("resumption: %s\n", resumes(server) ? "yes" : "no");
}
