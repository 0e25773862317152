/* SPDX-License-Identifier: MIT */
/*
 * Latencies in bounded memory: microseconds in buckets under 1% wide, so
 * that a run of ten million steps takes no more room than one of ten.
 */
#ifndef MTLS_LOAD_HISTOGRAM_H
#define MTLS_LOAD_HISTOGRAM_H

#include <stdint.h>

enum {
    HISTOGRAM_EXACT = 256, /* values below have a bucket each */
    HISTOGRAM_HALF = 128,  /* buckets for each doubling above */
    HISTOGRAM_DOUBLINGS = 32,
    HISTOGRAM_BUCKETS = HISTOGRAM_EXACT + HISTOGRAM_HALF * HISTOGRAM_DOUBLINGS
};

struct histogram {
    uint64_t count;
    uint64_t sum;
    uint64_t min;
    uint64_t max;
    uint64_t bucket[HISTOGRAM_BUCKETS];
};

/* All zero is an empty histogram; there is nothing to free. */
void histogram_add(struct histogram *h, uint64_t value);

/* The value that `percent` of all values do not exceed, 0 when empty. */
uint64_t histogram_percentile(const struct histogram *h, double percent);

double histogram_mean(const struct histogram *h);

#endif
