/* SPDX-License-Identifier: MIT */
#include "of_server.h"

#include <stdio.h>
#include <stdlib.h>

#include "probe/acts.h"
#include "probe/gauge.h"
#include "probe/probe.h"

/* ---- Clients who wait --------------------------------------------------- */

#define IDLE 32
#define PLACES 64 /* that a module may have: each is met before */

/* Each has been answered once. All but the first resume: that is cheaper. */
static void wait_in_line(const struct service *server,
                         struct tls_client **clients, unsigned count)
{
    gnutls_datum_t ticket = {NULL, 0};

    for (unsigned i = 0; i < count; i++) {
        struct tls_setup setup = tls_as("sensor-1", 3);

        setup.resume = &ticket;
        clients[i] = tls_connect(server, &setup);
        tls_ask(clients[i], GET("/healthz"), 200);
        if (i == 0 && service_resumes())
            ticket = tls_session(clients[i]);
    }
    gnutls_free(ticket.data);
}

static void see_off(struct tls_client **clients, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        tls_leave(clients[i]);
}

/* Bytes of live heap for each of them; NULL: of MTLS_SERVER. */
static long idle_cost(const char *program)
{
    struct gauge gauge = {.stacks = false};
    struct service *server =
        gauge_start(&gauge, (struct service_setup){.program = program});
    struct tls_client *clients[PLACES];
    struct holding before, after;

    wait_in_line(server, clients, PLACES);
    see_off(clients, PLACES);
    before = gauge_rest(&gauge, 0);
    wait_in_line(server, clients, IDLE);
    after = gauge_rest(&gauge, IDLE);
    see_off(clients, IDLE);
    (void)service_stop(server);
    gauge_close(&gauge);
    return (long)((after.bytes - before.bytes) / IDLE);
}

bool idle_costs_more(void)
{
    const char *twin = getenv("MTLS_TWIN");
    long here = idle_cost(NULL);
    long there = twin != NULL ? idle_cost(twin) : here;

    if (here <= 2 * there)
        return false;
    (void)printf("idle: %d clients wait, each of whom has been answered once\n"
                 "    live heap for each: %ld bytes\n"
                 "    in fixed/:          %ld bytes; twice as much is borne\n",
                 IDLE, here, there);
    return true;
}
