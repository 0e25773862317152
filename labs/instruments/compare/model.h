/* SPDX-License-Identifier: MIT */
/*
 * What the comparison is about: servers, what they hold when nothing is
 * under way, and the traffic that lay between two such moments.
 */
#ifndef COMPARE_MODEL_H
#define COMPARE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../../fixed/process/metrics.h"
#include "curve.h"
#include "probe/gauge.h"

/* Two servers with none and all of the leaks, then one for each leak. */
enum { FIXED, LEAKY, VARIANTS, SUBJECTS = VARIANTS + MODULE_COUNT };

/* A server at rest: no connection open, every thread asleep. */
struct reading {
    uint64_t bytes;  /* requested for the live heap blocks */
    uint64_t blocks; /* live heap blocks */
    uint64_t rss_bytes;
    long descriptors;
    long threads;
    long objects[MODULE_COUNT]; /* mtls_live_objects of /metrics */
};

/* What was done to a server between two readings. */
struct traffic {
    uint64_t requests;    /* answered, as they should be */
    uint64_t refused;     /* handshakes, as they should be */
    uint64_t connections; /* both of these */
    uint64_t downloads;   /* of the requests */
    double seconds;
};

/* One server of the comparison; measure.h fills it in. */
struct subject {
    const char *name; /* "fixed", "leaky", or the module that leaks */
    char program[PATH_SIZE];
    const char *const *options; /* of it; NULL: it logs errors alone */
    char folder[PATH_SIZE];     /* of its load generator's files */
    struct service *server;     /* the probe's */
    struct gauge gauge;
    double allocs_per_request; /* as the warm-up found */
    struct traffic traffic;
    struct reading before;
    struct reading after;
    struct curve curve; /* between the two */
};

/* Growth is signed: a server may also shrink, and that is no leak. */
struct growth {
    int64_t bytes;
    int64_t blocks;
    long descriptors;
    long threads;
    long objects[MODULE_COUNT];
};

struct growth model_growth(const struct subject *subject);

/* Per request served; 0 when none was. */
double model_per_request(const struct subject *subject, int64_t growth);

/*
 * What each module's leak grows with stands in the truth table: call this
 * once, first.
 */
void model_read(const char *table);

/* What makes a module's leak grow: "connection", "request", ... */
const char *model_trigger_name(enum module module);
uint64_t model_trigger_count(enum module module,
                             const struct traffic *traffic);

/* What it keeps for each; 0 where the table has a range. */
uint64_t model_bytes(enum module module);
uint64_t model_blocks(enum module module);

#endif
