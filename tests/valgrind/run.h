/* SPDX-License-Identifier: MIT */
/*
 * What the suites have in common: a run of the server under memcheck from
 * start to end with everything that clients do, looked at by many tests.
 */
#ifndef RUN_H
#define RUN_H

#include "belongs.h"
#include "report.h"
#include "running.h"
#include "subject.h"
#include "support.h"
#include "traffic.h"
#include "verdict.h"

struct run {
    struct traffic traffic;
    struct report report;
};

/* Made when a test first asks for it, kept for the others. */
const struct run *the_run(void);

/* How many findings are of this kind, and the times they came, in all. */
unsigned run_count(const struct run *run, const char *kind,
                   unsigned long *times);

/*
 * Searches for leaks in the running server before and after more of this
 * traffic, twice. What has grown must be that leak's: its function, its file,
 * its amount to the byte. NULL: nothing may have grown.
 */
void assert_growth(void (*drive)(const struct subject *subject, unsigned times,
                                 struct traffic *traffic),
                   const char *leak);

/*
 * Measures the heap of the running server by massif before and after more
 * downloads, twice: it must grow by the table's bytes of `streams` for each,
 * or, with `leaks` false, by nothing.
 */
void assert_heap(bool leaks);

#endif
