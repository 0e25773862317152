/* SPDX-License-Identifier: MIT */
/*
 * Where the load goes: the URL taken apart and its addresses.
 */
#ifndef MTLS_LOAD_TARGET_H
#define MTLS_LOAD_TARGET_H

#include <netdb.h>
#include <stdbool.h>

struct target {
    bool tls;       /* https */
    bool literal;   /* the host is an address: no server name is sent */
    char host[256]; /* without the brackets of an IPv6 address */
    char port[6];
    char authority[272]; /* HOST:PORT as the Host header wants it */
    struct addrinfo *addresses;
};

/*
 * Takes "https://HOST:PORT" (or http://, or an IPv6 address in brackets)
 * apart. Returns 0, or -1 when it is no such URL.
 */
int target_parse(struct target *target, const char *url);

/*
 * Looks the host up. Returns 0, or -1 with the reason on stderr. The list
 * belongs to the target; target_free() frees it.
 */
int target_resolve(struct target *target);

void target_free(struct target *target);

#endif
