/* SPDX-License-Identifier: MIT */
/*
 * The command line.
 */
#ifndef SCAN_OPTIONS_H
#define SCAN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "probe/address.h"

#define ROUTES_MAX 16
#define ALSO_MAX 8
#define CONNECTIONS_MAX 512

struct options {
    const char *url;
    struct address address;
    const char *cert, *key, *ca; /* cert and key may be NULL */
    const char *also[ALSO_MAX];  /* NAME=CERT,KEY */
    size_t also_count;
    const char *bad;                /* a folder of such, or NULL */
    const char *routes[ROUTES_MAX]; /* the URL's own path is the first */
    size_t route_count;
    enum { FORMAT_TABLE, FORMAT_JSON, FORMAT_SARIF } format;
    long threshold;    /* points */
    long slow;         /* seconds that an unfinished client may stay */
    long patience;     /* seconds for an answer */
    long connections;  /* idle ones at a time */
    long fill;         /* visits before what is kept is looked at */
    pid_t pid;         /* 0: not known */
    const char *meter; /* its HEAPMETER_DIR, or NULL */
    bool i_may;
};

/* Returns -1, or the exit status if there is no more to be done. */
int options_parse(struct options *options, int argc, char **argv);

#endif
