/* SPDX-License-Identifier: MIT */
/*
 * A URL taken apart, and what is asked there. Nothing here asserts.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_FORM "https://HOST[:PORT][/PATH]"

struct address {
    char host[256]; /* without the brackets of an IPv6 address */
    unsigned port;  /* 0: none was named */
    char path[1024];
    bool six;
};

/* Takes ADDRESS_FORM apart. Returns 0, or -1 when it is something else. */
int address_parse(struct address *address, const char *url);

/*
 * To who listens there, a client of 127.0.0.1 has an address of IPv6 (RFC 4291,
 * 2.5.5.2).
 */
#define ADDRESS_MAPPED "::ffff:127.0.0.1"

/* Whether one can listen at this address of IPv6, a number, here. */
bool address_is_here(const char *six);

/* GET of the path there. */
void address_request(const struct address *address, unsigned port, char *text,
                     size_t size);

#endif
