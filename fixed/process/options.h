/* SPDX-License-Identifier: MIT */
/*
 * The command line. The limits that depend on who your clients are, are options
 * here, each with a range; README, "What is bounded", has their defaults, and
 * the limits that are not.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

struct options {
    const char *listen; /* numeric IPv4 or IPv6 address */
    unsigned port;      /* 0 lets the kernel pick */
    const char *cert;   /* PEM files; cert may hold a chain, leaf first */
    const char *key;
    const char *ca;
    const char *crl;       /* or NULL: no revocation */
    bool crl_partial;      /* an issuer may be without a list */
    const char *allow[64]; /* rules as given: tls/allow.h */
    unsigned allow_count;
    const char *data; /* folder of GET /firmware, or NULL: none */
    unsigned threads; /* and all limits: --help has their units */
    unsigned timeout;
    unsigned request_time;
    unsigned body_rate;
    unsigned max_connections;
    unsigned max_per_address;
    unsigned max_requests;
    unsigned max_body;
    unsigned reserve;
    bool client_auth; /* false only in a LAB_MODES build */
    bool plain;       /* true only in a LAB_MODES build */
};

/*
 * Fills *options from the command line; the strings point into argv and
 * live as long as it does. Returns -1 to go on, or the status to exit with:
 * 0 after --help and --version (on stdout), 2 after a usage error (one line
 * on stderr).
 */
int options_parse(struct options *options, int argc, char **argv);

/* ---- Options that are not of struct options --------------------------- */

/* Whoever adds one keeps its value. */
struct extra {
    const char *name;  /* without dashes; NULL: there is none */
    const char *value; /* what it takes, in a word */
    const char *help;  /* its lines of --help */

    /* -1 to go on, else the status to exit with, after one line on stderr. */
    int (*set)(const char *text);
};

/* Adds one, before the command line is read; it must stay. 16 at most. */
void options_add(const struct extra *extra);

/*
 * For set(): takes a number of this range, digits only. Returns -1; or 2, and
 * has said so in one line.
 */
int options_number(const char *name, const char *text, unsigned long low,
                   unsigned long high, unsigned long *number);

#endif
