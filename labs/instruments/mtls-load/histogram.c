/* SPDX-License-Identifier: MIT */
/*
 * Log-linear buckets: the exponent picks the doubling, the next seven bits
 * the bucket in it. Minimum, maximum and mean are exact.
 */
#include "histogram.h"

static unsigned bucket_of(uint64_t value)
{
    unsigned exponent = 8;
    unsigned index;

    if (value < HISTOGRAM_EXACT)
        return (unsigned)value;
    while (value >> (exponent + 1) != 0)
        exponent++;
    index = HISTOGRAM_EXACT + (exponent - 8) * HISTOGRAM_HALF +
            (unsigned)(value >> (exponent - 7)) - HISTOGRAM_HALF;
    return index < HISTOGRAM_BUCKETS ? index : HISTOGRAM_BUCKETS - 1;
}

/* The largest value that falls into a bucket. */
static uint64_t top_of(unsigned index)
{
    unsigned doubling;
    uint64_t low;

    if (index < HISTOGRAM_EXACT)
        return index;
    doubling = (index - HISTOGRAM_EXACT) / HISTOGRAM_HALF;
    low = (index - HISTOGRAM_EXACT) % HISTOGRAM_HALF + HISTOGRAM_HALF;
    return ((low + 1) << (doubling + 1)) - 1;
}

void histogram_add(struct histogram *h, uint64_t value)
{
    if (h->count == 0 || value < h->min)
        h->min = value;
    if (value > h->max)
        h->max = value;
    h->count++;
    h->sum += value;
    h->bucket[bucket_of(value)]++;
}

uint64_t histogram_percentile(const struct histogram *h, double percent)
{
    double wanted = (double)h->count * percent / 100.0;
    uint64_t seen = 0;

    for (unsigned i = 0; i < HISTOGRAM_BUCKETS && h->count > 0; i++) {
        seen += h->bucket[i];
        if (seen > 0 && (double)seen >= wanted)
            return top_of(i) < h->max ? top_of(i) : h->max;
    }
    return h->max;
}

double histogram_mean(const struct histogram *h)
{
    return h->count == 0 ? 0.0 : (double)h->sum / (double)h->count;
}
