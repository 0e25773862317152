/* SPDX-License-Identifier: MIT */
/*
 * The routes of the application: their names and their paths. What answers
 * them stands in routes.c.
 */
#ifndef ROUTE_H
#define ROUTE_H

enum route {
    ROUTE_UNKNOWN,
    ROUTE_HEALTHZ,
    ROUTE_WHOAMI,
    ROUTE_READINGS,
    ROUTE_READING,
    ROUTE_FIRMWARE,
    ROUTE_REQUESTS,
    ROUTE_SESSIONS,
    ROUTE_METRICS,
    ROUTE_COUNT
};

/* The route that a URL's path takes; ROUTE_UNKNOWN if there is none. */
enum route route_find(const char *url);

/* The route as it stands in /metrics. Static text. */
const char *route_name(enum route route);

/* All names, by enum route, and NULL behind the last. Static. */
const char *const *route_names(void);

/* What follows the route's own path in the URL it was found by. */
const char *route_argument(enum route route, const char *url);

#endif
