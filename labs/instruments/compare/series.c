/* SPDX-License-Identifier: MIT */
/*
 * When the points fill up, every other one goes, and from then on only every
 * other one comes in.
 */
#include "series.h"

static void thin_out(struct series *series)
{
    size_t kept = 0;

    for (size_t i = 0; i < series->count; i += 2)
        series->point[kept++] = series->point[i];
    series->count = kept;
    series->stride *= 2;
}

void series_close(struct series *series, const struct point *point)
{
    if (series->stride == 0)
        series->stride = 1;
    if (series->count == SERIES_MAX)
        thin_out(series);
    series->point[series->count++] = *point;
}

void series_add(struct series *series, const struct point *point)
{
    if (series->stride == 0 || series->offered % series->stride == 0)
        series_close(series, point);
    series->offered++;
}

uint64_t series_requests(const struct series *series, size_t i,
                         uint64_t requests)
{
    uint64_t first = series->point[0].allocs;
    uint64_t all = series->point[series->count - 1].allocs - first;

    if (all == 0)
        return 0;
    return (uint64_t)((double)(series->point[i].allocs - first) / (double)all *
                          (double)requests +
                      0.5);
}
