/* SPDX-License-Identifier: MIT */
/*
 * For tests that run under the heap meter and read their own numbers.
 * Nothing here allocates.
 */
#ifndef HEAPMETER_SELF_H
#define HEAPMETER_SELF_H

#include "heapmeter.h"
#include "probe/cases.h"

/*
 * To be called first in main: starts the program again under the meter
 * (which does not return) or, once there, opens the meter.
 */
void meter_self(char **argv);

#define METERED_MAIN(name) \
    int main(int argc, char **argv) \
    { \
        (void)argc; \
        meter_self(argv); \
        return cases_run(name); \
    }

/* This process's numbers now; fails the test when they are not settled. */
struct heapmeter_sample sample(void);

/* Remembers the numbers; the rest compares with them. */
void mark(void);
long allocs_since_mark(void);
long failed_since_mark(void);
long foreign_since_mark(void);

/* Live blocks and bytes have changed by exactly so many since the mark. */
#define assert_grown(blocks, bytes) \
    assert_grown_at(blocks, bytes, __FILE__, __LINE__)
void assert_grown_at(long blocks, long bytes, const char *file, int line);

#endif
