/* SPDX-License-Identifier: MIT */
/*
 * RFC 3986 down to what a load generator needs: scheme, host, port.
 */
#include "target.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

/* Cuts the host out of `text`; returns what follows it, or NULL. */
static const char *take_host(struct target *target, const char *text)
{
    bool bracket = text[0] == '[';
    const char *start = bracket ? text + 1 : text;
    size_t length = strcspn(start, bracket ? "]" : ":/");
    const char *end = start + length;

    if (length == 0 || length >= sizeof target->host ||
        (bracket && *end != ']'))
        return NULL;
    memcpy(target->host, start, length);
    target->host[length] = '\0';
    return bracket ? end + 1 : end;
}

static int take_port(struct target *target, const char *text)
{
    size_t length = strspn(text, "0123456789");
    const char *rest = text + length;

    if (length == 0 || length >= sizeof target->port ||
        (rest[0] != '\0' && strcmp(rest, "/") != 0))
        return -1;
    memcpy(target->port, text, length);
    target->port[length] = '\0';
    if (strtol(target->port, NULL, 10) < 1 ||
        strtol(target->port, NULL, 10) > 65535)
        return -1;
    return 0;
}

int target_parse(struct target *target, const char *url)
{
    unsigned char address[sizeof(struct in6_addr)];
    const char *rest;
    bool six;

    memset(target, 0, sizeof *target);
    if (strncmp(url, "https://", 8) == 0) {
        target->tls = true;
        rest = take_host(target, url + 8);
    } else if (strncmp(url, "http://", 7) == 0) {
        rest = take_host(target, url + 7);
    } else {
        return -1;
    }
    if (rest == NULL || *rest != ':' || take_port(target, rest + 1) < 0)
        return -1;
    six = inet_pton(AF_INET6, target->host, address) == 1;
    target->literal = six || inet_pton(AF_INET, target->host, address) == 1;
    (void)snprintf(target->authority, sizeof target->authority,
                   six ? "[%s]:%s" : "%s:%s", target->host, target->port);
    return 0;
}

int target_resolve(struct target *target)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICSERV};
    int rc =
        getaddrinfo(target->host, target->port, &hints, &target->addresses);

    if (rc != 0) {
        say("%s: %s: check the host in the URL", target->host,
            gai_strerror(rc));
        return -1;
    }
    return 0;
}

void target_free(struct target *target)
{
    if (target->addresses != NULL) {
        freeaddrinfo(target->addresses);
        target->addresses = NULL;
    }
}
