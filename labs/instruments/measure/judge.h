/* SPDX-License-Identifier: MIT */
/*
 * The verdict on one kind of client.
 */
#ifndef MEASURE_JUDGE_H
#define MEASURE_JUDGE_H

#include "kinds.h"
#include "reading.h"

enum verdict {
    VERDICT_FLAT,
    VERDICT_GROWS,
    VERDICT_NONE,  /* `why` says why */
    VERDICT_ABSENT /* the server has not what it needs: `why`, too */
};

/* What is kept for each step. */
struct each {
    double bytes, blocks, descriptors, threads, children;
    double mapped; /* bytes, but for the heap: probe/held.h */
};

/* Resident memory, which has no bytes: pages come and go. */
struct resident {
    unsigned windows, steps;
    int64_t more, lowest, highest; /* bytes, in all and in a window */
    double each;                   /* more for each step, */
    double within;                 /* give or take so many */
    bool rises; /* window after window: only if the heap is not counted */
};

struct finding {
    const struct row *row;
    enum verdict verdict;
    bool exact; /* N and 2N were equal, to the byte */
    struct each each;
    unsigned every; /* if exact: it comes at each so-manieth step */
    unsigned steps; /* that it is seen over */
    struct resident resident;
    char why[512];
    char lines[2048]; /* who has allocated what grew, of each a line; or "" */
};

/* Drives and judges it. */
void judge(struct subject *subject, struct row *row, struct finding *finding);

#endif
