/* SPDX-License-Identifier: MIT */
/*
 * The truth table, the traffic in its terms, and which leak of the table a
 * finding of memcheck's belongs to.
 */
#ifndef BELONGS_H
#define BELONGS_H

#include "probe/truth.h"
#include "report.h"
#include "traffic.h"

/* The table; read once. Fails the test if it cannot be read. */
const struct truth *the_truth(void);

/* How many there were. */
unsigned traffic_times(const struct traffic *traffic, enum per per);

/* Memcheck's kinds of leaks: in its XML, and by its words in the table. */
enum { LEAK_KINDS = 4 };
extern const struct leak_kind {
    const char *kind, *word;
} leak_kinds[LEAK_KINDS];

/* Index in leak_kinds[], or LEAK_KINDS: no leak. */
size_t leak_kind_of(const struct finding *finding);

/*
 * Whether it is a leak of the row, in a server with these leaks, up to a NULL:
 * by its function, and of its kind; or a descriptor that this leak holds at
 * the exit, with what it lost.
 */
bool belongs_as_leak(const struct finding *finding,
                     const struct truth_row *row, const char *const *leaks);
bool belongs_as_descriptor(const struct finding *finding,
                           const struct truth_row *row);

/*
 * Whether it is the read of a request that was freed, by a listener that was
 * not: its three stacks go as they must.
 */
bool belongs_to_stale_listener(const struct finding *finding);

/* Whether a server with these leaks, up to a NULL, may have this finding. */
bool belongs(const struct finding *finding, const char *const *leaks);

#endif
