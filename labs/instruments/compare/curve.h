/* SPDX-License-Identifier: MIT */
/*
 * The curve of one server: samples of its meter while the traffic runs. The
 * number of points is bounded, whatever the length of the run.
 */
#ifndef COMPARE_CURVE_H
#define COMPARE_CURVE_H

#include <stddef.h>
#include <stdint.h>

enum { CURVE_MAX = 1024 };

struct point {
    uint64_t allocs;
    uint64_t bytes;
};

/* All zero is an empty curve. */
struct curve {
    size_t count;
    size_t stride; /* of so many points offered, one is kept */
    size_t offered;
    struct point point[CURVE_MAX];
};

/* Adds a point, unless the stride leaves it out. */
void curve_add(struct curve *curve, const struct point *point);

/* Adds a point in any case: the last one. */
void curve_close(struct curve *curve, const struct point *point);

/*
 * Which of REQUESTS had been served at point I? The meter does not know, but
 * a request costs nearly the same number of allocations as any other of the
 * mix, and those it counts: their share is the requests' share. Exact at the
 * first and the last point.
 */
uint64_t curve_requests(const struct curve *curve, size_t i,
                        uint64_t requests);

#endif
