/* SPDX-License-Identifier: MIT */
/*
 * The command line. Every limit of the service is an option here, has a
 * range, and a default that is safe to run with.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct options {
    const char *listen; /* numeric IPv4 or IPv6 address */
    unsigned port;      /* 0 to 65535; 0 lets the kernel pick */
    const char *cert;   /* PEM files; cert may hold a chain, leaf first */
    const char *key;
    const char *ca;
    const char *crl;       /* or NULL: no revocation */
    bool crl_partial;      /* an issuer may be without a list */
    const char *allow[64]; /* rules as given: tls/allow.h */
    unsigned allow_count;
    const char *data;         /* folder of GET /firmware, or NULL: none */
    unsigned threads;         /* 1 to 64 */
    unsigned timeout;         /* seconds, 1 to 3600 */
    unsigned max_connections; /* 1 to 65536 */
    size_t max_body;          /* bytes, 1 to 16 MiB */
    const char *log_level;    /* debug, info, warning, error */
    bool client_auth;         /* false only in a LAB_MODES build */
    bool plain;               /* true only in a LAB_MODES build */
};

/*
 * Fills *options from the command line; the strings point into argv and
 * live as long as it does. Returns -1 to go on, or the status to exit with:
 * 0 after --help and --version (on stdout), 2 after a usage error (one line
 * on stderr).
 */
int options_parse(struct options *options, int argc, char **argv);

#endif
