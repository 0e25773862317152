/* SPDX-License-Identifier: MIT */
/*
 * The routes of the application: their names and their paths.
 */
#define _POSIX_C_SOURCE 200809L
#include "app/route.h"

#include <stddef.h>
#include <string.h>

/* A route a line. */
/* clang-format off */
static const char *const names[ROUTE_COUNT + 1] = {
    [ROUTE_UNKNOWN] = "unknown",
    [ROUTE_HEALTHZ] = "/healthz",
    [ROUTE_WHOAMI] = "/whoami",
    [ROUTE_READINGS] = "/readings",
    [ROUTE_READING] = "/readings/ID",
    [ROUTE_FIRMWARE] = "/firmware/NAME",
    [ROUTE_REQUESTS] = "/requests",
    [ROUTE_SESSIONS] = "/sessions",
    [ROUTE_METRICS] = "/metrics",
    [ROUTE_COUNT] = NULL,
};

/*
 * A path that ends in a slash takes what follows it as an argument; the
 * others must match whole.
 */
static const char *const paths[ROUTE_COUNT] = {
    [ROUTE_UNKNOWN] = "",
    [ROUTE_HEALTHZ] = "/healthz",
    [ROUTE_WHOAMI] = "/whoami",
    [ROUTE_READINGS] = "/readings",
    [ROUTE_READING] = "/readings/",
    [ROUTE_FIRMWARE] = "/firmware/",
    [ROUTE_REQUESTS] = "/requests",
    [ROUTE_SESSIONS] = "/sessions",
    [ROUTE_METRICS] = "/metrics",
};
/* clang-format on */

enum route route_find(const char *url)
{
    for (unsigned i = ROUTE_UNKNOWN + 1; i < ROUTE_COUNT; i++) {
        size_t length = strlen(paths[i]);

        if (paths[i][length - 1] == '/' ? strncmp(url, paths[i], length) == 0
                                        : strcmp(url, paths[i]) == 0)
            return (enum route)i;
    }
    return ROUTE_UNKNOWN;
}

const char *route_name(enum route route)
{
    return names[route];
}

const char *const *route_names(void)
{
    return names;
}

const char *route_argument(enum route route, const char *url)
{
    return url + strlen(paths[route]);
}
