/* SPDX-License-Identifier: MIT */
/*
 * Where the server is: --url, taken apart, and what is asked there.
 */
#ifndef MEASURE_ADDRESS_H
#define MEASURE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

struct address {
    char host[256]; /* without the brackets of an IPv6 address */
    unsigned port;  /* 0: to be found */
    char path[1024];
    bool six;
};

/* https://HOST[:PORT][/PATH]. Returns 0, or -1 and has said why. */
int address_parse(struct address *address, const char *url);

/* GET of the path there. */
void address_request(const struct address *address, unsigned port, char *text,
                     size_t size);

/*
 * The group of an extended regex in what was written to either file: a port.
 * Returns 0 while there is none.
 */
unsigned address_by_pattern(const char *pattern, const char *out,
                            const char *err);

#endif
