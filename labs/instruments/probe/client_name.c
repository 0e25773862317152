/* SPDX-License-Identifier: MIT */
#include "client_name.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "acts.h"
#include "probe.h"

#define NAME_SIZE 64

static struct service *start(const char *address)
{
    const char *options[] = {"--listen", address, NULL};
    struct service *server =
        service_start(&(struct service_setup){.options = options});
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&server->address;

    *six = (struct sockaddr_in6){.sin6_family = AF_INET6,
                                 .sin6_port = htons((uint16_t)server->port)};
    if (inet_pton(AF_INET6, address, &six->sin6_addr) != 1)
        fail_because("%s is no address of IPv6", address);
    server->address_size = sizeof *six;
    return server;
}

/* As the log is to say it. */
static void own_name(const struct tls_client *client, const char *address,
                     char name[NAME_SIZE])
{
    struct sockaddr_in6 six;
    socklen_t size = sizeof six;

    assert_system_ok(
        getsockname(tls_socket(client), (struct sockaddr *)&six, &size));
    (void)snprintf(name, NAME_SIZE, "[%s]:%u", address, ntohs(six.sin6_port));
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
    (void)printf("ipv6: %s has\n    the client %s\n    and it is  %s\n", where,
                 told, own);
    return false;
}

/* A client of that address, at a server that listens there. */
bool client_is_named(const char *address)
{
    scoped_response struct http_response sessions = {0};
    struct service *server = start(address);
    struct tls_client *client = tls_enter(server, "operator", 3);
    char own[NAME_SIZE], audited[NAME_SIZE], listed[NAME_SIZE];

    own_name(client, address, own);
    (void)tls_exchange(client, GET("/sessions"), &sessions);
    tls_leave(client);
    name_in(sessions.body, "\"client\":\"", "\"", listed);
    name_in(service_log_wait(server, 0, " audit .*client="), "client=", " ",
            audited);
    (void)service_stop(server);
    return is_it("GET /sessions", own, listed) &&
           is_it("the audit line", own, audited);
}
