/* SPDX-License-Identifier: MIT */
/*
 * The routes of the application, a row each: its name, as in /metrics, where
 * capitals stand for an argument; the roles that may read and write
 * (access.c); what answers GET and HEAD, and what answers POST (handlers.h).
 */
#ifndef ROUTE_H
#define ROUTE_H

/* clang-format off */
#define ROUTES(IS) \
    IS(UNKNOWN, "unknown", ANY, ANY, NULL, NULL) /* which is answered 404 */ \
    IS(HEALTHZ, "/healthz", ANY, ANY, handle_healthz, NULL) \
    IS(WHOAMI, "/whoami", ANY, ANY, handle_whoami, NULL) \
    IS(READINGS, "/readings", OPERATOR, SENSOR, handle_readings_get, \
       handle_readings_post) \
    IS(READING, "/readings/ID", OPERATOR, ANY, handle_reading, NULL) \
    IS(FIRMWARE, "/firmware/NAME", ANY, ANY, handle_firmware, NULL) \
    IS(REQUESTS, "/requests", OPERATOR, OPERATOR, handle_requests, NULL) \
    IS(SESSIONS, "/sessions", OPERATOR, OPERATOR, handle_sessions, NULL) \
    IS(METRICS, "/metrics", OPERATOR, OPERATOR, handle_metrics, NULL)
/* clang-format on */

#define ROUTE_OF(route, name, read, write, get, post) ROUTE_##route,
enum route { ROUTES(ROUTE_OF) ROUTE_COUNT };

/* The route that a URL's path takes; ROUTE_UNKNOWN if there is none. */
enum route route_find(const char *url);

/* All names, as in /metrics, by enum route; NULL behind the last. */
extern const char *const route_names[];

/* What follows the route's own path in the URL it was found by. */
const char *route_argument(enum route route, const char *url);

#endif
