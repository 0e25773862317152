/* SPDX-License-Identifier: MIT */
/*
 * An old server and a young one, asked in turn.
 */
#include "pairs.h"

#include <assert.h>
#include <stdlib.h>

#define PAIRS_MAX 16

bool pairs_dearer(const struct pair *pairs, size_t count)
{
    size_t dearer = 0;

    for (size_t i = 0; i < count; i++)
        dearer += pairs[i].old > DEARER * pairs[i].young;
    return count > 0 && 4 * dearer >= 3 * count;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;

    return (left > right) - (left < right);
}

double pairs_middle(const struct pair *pairs, size_t count)
{
    double times[PAIRS_MAX] = {0};

    assert(count > 0 && count <= PAIRS_MAX);
    for (size_t i = 0; i < count; i++)
        times[i] = pairs[i].old / pairs[i].young;
    qsort(times, count, sizeof *times, compare);
    return times[count / 2];
}
