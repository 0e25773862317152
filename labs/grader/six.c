/* SPDX-License-Identifier: MIT */
#include "six.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/acts.h"
#include "probe/address.h"
#include "probe/probe.h"

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
    (void)snprintf(name, NAME_SIZE, "[::1]:%u", ntohs(address.sin6_port));
}

/* What stands behind `before`, up to a letter of `end`. */
static void name_in(const char *text, const char *before, const char *end,
                    char name[NAME_SIZE])
{
    const char *word = text != NULL ? strstr(text, before) : NULL;

    word = word != NULL ? word + strlen(before) : "";
    (void)snprintf(name, NAME_SIZE, "%.*s", (int)strcspn(word, end), word);
}

static bool is_it(const char *where, const char *own, const char *told)
{
    if (strcmp(own, told) == 0)
        return true;
    (void)printf("ipv6: with --listen ::1, %s has\n    the client %s\n"
                 "    and it is  %s\n",
                 where, told, own);
    return false;
}

bool six_is_misnamed(void)
{
    scoped_response struct http_response sessions = {0};
    struct service *server = NULL;
    struct tls_client *client = NULL;
    char own[NAME_SIZE], audited[NAME_SIZE], listed[NAME_SIZE];

    if (!address_is_here("::1")) {
        (void)puts("note: a client of IPv6 was left out: there is none here");
        return false;
    }
    server = start_six();
    client = tls_enter(server, "operator", 3);
    own_name(client, own);
    (void)tls_exchange(client, GET("/sessions"), &sessions);
    tls_leave(client);
    name_in(sessions.body, "\"client\":\"", "\"", listed);
    name_in(service_log_wait(server, 0, " audit .*client="), "client=", " ",
            audited);
    (void)service_stop(server);
    return !is_it("GET /sessions", own, listed) ||
           !is_it("the audit line", own, audited);
}
