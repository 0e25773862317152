/* SPDX-License-Identifier: MIT */
/*
 * When the points fill up, every other one goes, and from then on only every
 * other one comes in.
 */
#include "curve.h"

static void thin_out(struct curve *curve)
{
    size_t kept = 0;

    for (size_t i = 0; i < curve->count; i += 2)
        curve->point[kept++] = curve->point[i];
    curve->count = kept;
    curve->stride *= 2;
}

void curve_close(struct curve *curve, const struct point *point)
{
    if (curve->stride == 0)
        curve->stride = 1;
    if (curve->count == CURVE_MAX)
        thin_out(curve);
    curve->point[curve->count++] = *point;
}

void curve_add(struct curve *curve, const struct point *point)
{
    if (curve->stride == 0 || curve->offered % curve->stride == 0)
        curve_close(curve, point);
    curve->offered++;
}

uint64_t curve_requests(const struct curve *curve, size_t i, uint64_t requests)
{
    uint64_t first = curve->point[0].allocs;
    uint64_t all = curve->point[curve->count - 1].allocs - first;

    if (all == 0)
        return 0;
    return (uint64_t)((double)(curve->point[i].allocs - first) / (double)all *
                          (double)requests +
                      0.5);
}
