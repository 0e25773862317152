/* SPDX-License-Identifier: MIT */
#include "bounds.h"

#include "probe/process.h"

/* Each sample looks at all of them. */
#define DESCRIPTORS_MAX 30000L

static long descriptors;

void bounds_begin(void)
{
    unsigned long most = process_raise_descriptors();

    /* A tenth is for connections, threads and files. */
    descriptors = most / 10 * 9 < DESCRIPTORS_MAX ? (long)(most / 10 * 9)
                                                  : DESCRIPTORS_MAX;
}

bool bounds_met(const struct side *side)
{
    return side->proc.descriptors > descriptors ||
           side->proc.rss_bytes > BOUNDS_RSS_MAX;
}
