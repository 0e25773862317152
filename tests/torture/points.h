/* SPDX-License-Identifier: MIT */
/*
 * Failure points: the calls of the server's own code that can fail. A server
 * with points.c linked into it maps the file MTLS_POINTS, which begins as a
 * struct points of zeroes, and whoever runs it chooses there which of them
 * fails next.
 */
#ifndef POINTS_H
#define POINTS_H

#include <stdatomic.h>

struct points {
    atomic_ulong fail_at; /* the call of this number fails; 0: none does */
    atomic_ulong count;   /* of calls, as long as one of them is to fail */
    atomic_ulong caller;  /* where it was made: an address for addr2line */
    char failed[40];      /* its name; "": it has not come yet */
};

#endif
