/* SPDX-License-Identifier: MIT */
#include "of_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/acts.h"
#include "probe/address.h"
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

/* ---- Clients of IPv6 ---------------------------------------------------- */

#define NAME_SIZE 64

static struct service *start_six(void)
{
    static const char *const options[] = {"--listen", "::1", NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = options});
    struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                   .sin6_addr = IN6ADDR_LOOPBACK_INIT};

    address.sin6_port = htons((uint16_t)server->port);
    memcpy(&server->address, &address, sizeof address);
    server->address_size = sizeof address;
    return server;
}

/* As the log is to say it. */
static void own_name(const struct tls_client *client, char name[NAME_SIZE])
{
    struct sockaddr_in6 address;
    socklen_t size = sizeof address;

    assert_system_ok(
        getsockname(tls_socket(client), (struct sockaddr *)&address, &size));
    (void)snprintf(name, NAME_SIZE, "client=[::1]:%u",
                   ntohs(address.sin6_port));
}

/* "client=ADDRESS" of the first audit line, which is waited for. */
static void audited_name(const struct service *server, char name[NAME_SIZE])
{
    const char *line = service_log_wait(server, 0, " audit .*client=");
    const char *word = strstr(line, "client=");

    (void)snprintf(name, NAME_SIZE, "%.*s", (int)strcspn(word, " "), word);
}

bool six_is_misnamed(void)
{
    struct service *server = NULL;
    struct tls_client *client = NULL;
    char own[NAME_SIZE], audited[NAME_SIZE];

    if (!address_is_here("::1")) {
        (void)puts("note: a client of IPv6 was left out: there is none here");
        return false;
    }
    server = start_six();
    client = tls_enter(server, "sensor-1", 3);
    own_name(client, own);
    tls_ask(client, GET("/healthz"), 200);
    tls_leave(client);
    audited_name(server, audited);
    (void)service_stop(server);
    if (strcmp(own, audited) == 0)
        return false;
    (void)printf("ipv6: with --listen ::1, the audit line of a client\n"
                 "    has to say %s\n    and says   %s\n",
                 own, audited);
    return true;
}
