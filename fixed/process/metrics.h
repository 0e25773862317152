/* SPDX-License-Identifier: MIT */
/*
 * What the service counts, and GET /metrics in the Prometheus text format
 * (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4).
 * All functions may be called from any thread.
 */
#ifndef METRICS_H
#define METRICS_H

#include <stddef.h>

/* ---- Live objects: what each module holds right now ------------------ */

#define MODULES(IS) \
    IS(SERVER, server)       /* daemons */ \
    IS(REQUESTS, requests)   /* request contexts */ \
    IS(LISTENERS, listeners) /* subscriptions */ \
    IS(STREAMS, streams)     /* opened downloads */ \
    IS(PEER, peer)           /* reports on a presented certificate */ \
    IS(SESSIONS, sessions)   /* connection records */

#define MODULE_OF(module, name) MODULE_##module,
#define NAME_OF_IT(one, name) #name,
enum module { MODULES(MODULE_OF) MODULE_COUNT };

/* Its name, as in /metrics. Inline: the tests and the demo count by it, too. */
static inline const char *module_name(enum module module)
{
    static const char *const names[] = {MODULES(NAME_OF_IT)};

    return names[module];
}

/* Counts one object made (change 1) or freed (change -1). */
void metrics_live(enum module module, long change);

/* ---- Handshakes and requests, by name --------------------------------- */

/* What a handshake came to, and the group of results it belongs to. */
struct metrics_reason {
    const char *reason;
    const char *result;
};

/*
 * Tells the names that are counted by: the routes, ended by NULL, and the
 * reasons, ended by {NULL, NULL}; 32 of each at most. Static text, as in
 * /metrics. Notes when the process started, too. Call once, before any
 * thread. What is not among them is counted under the first.
 */
void metrics_start(const char *const *routes,
                   const struct metrics_reason *reasons);

/* Counts a handshake that ended. */
void metrics_handshake(const char *reason);

/*
 * Counts a completed request, by the place of its route among the names;
 * `status` 0 is one without an answer.
 */
void metrics_request(unsigned route, unsigned status);

/* Counts a connection opened (1) or closed (-1). Returns how many are open. */
long metrics_connection(long change);

/* The most that were open at a time since this was last called. */
long metrics_most_connections(void);

/* ---- Limits that clients meet: README, "What is bounded" --------------- */

#define LIMITS(IS) \
    IS(CONNECTIONS, connections) \
    IS(PER_ADDRESS, per_address) \
    IS(DESCRIPTORS, descriptors) \
    IS(REQUESTS, requests) \
    IS(REQUEST_TIME, request_time) \
    IS(BODY_RATE, body_rate) \
    IS(ANSWERS, answers)

#define LIMIT_OF(limit, name) LIMIT_##limit,
enum limit { LIMITS(LIMIT_OF) LIMIT_COUNT };

/* Its name, as in /metrics and in the log. */
static inline const char *limit_name(enum limit limit)
{
    static const char *const names[] = {LIMITS(NAME_OF_IT)};

    return names[limit];
}

/* Counts that one was met: log_limit() does, and says so. */
void metrics_limit(enum limit limit);

/* ---- Values: the last one told counts ---------------------------------- */

/*
 * Name, type and help, as in /metrics. 0: none, and then a gauge is not on the
 * page. Times are seconds since 1970.
 */
/* clang-format off */
#define VALUES(IS) \
    IS(CERT_NOT_AFTER, "mtls_certificate_not_after_seconds", gauge, \
       "When the server's certificate expires.") \
    IS(CA_NOT_AFTER, "mtls_ca_not_after_seconds", gauge, \
       "When the first CA of --ca expires.") \
    IS(CRL_NEXT_UPDATE, "mtls_crl_next_update_seconds", gauge, \
       "When the CRL must have been replaced.") \
    IS(LAST_RELOAD, "mtls_last_reload_success_seconds", gauge, \
       "When the files were last taken.") \
    IS(RELOADS_FAILED, "mtls_reloads_failed_total", counter, \
       "Reloads that kept the old files; tries of the same ones not.") \
    IS(LINES_DROPPED, "mtls_log_lines_dropped_total", counter, \
       "Lines of the log that could not be written.") \
    IS(OVER_BUDGET, "mtls_over_budget_total", counter, /* tls/budget.h */ \
       "Clients that sent too much and no request.") \
    IS(VERIFICATIONS_SAVED, "mtls_verifications_saved_total", counter, \
       "Chains known to be good.") /* tls/vcache.h */
/* clang-format on */

#define VALUE_OF(value, name, type, help) VALUE_##value,
enum value { VALUES(VALUE_OF) VALUE_COUNT };

void metrics_set(enum value value, long to);
void metrics_add(enum value value, long change);

/* ---- The page -------------------------------------------------------- */

/*
 * Returns the page and its length. The caller frees it with free(). NULL
 * when memory ran out.
 */
char *metrics_text(size_t *length);

#endif
