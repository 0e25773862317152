/* SPDX-License-Identifier: MIT */
/*
 * Memcheck's report against the truth table: the leaks that must be there,
 * each with its kind, guilty function and amount, and nothing else.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "probe/truth.h"
#include "report.h"
#include "traffic.h"

enum verdict {
    AS_EXPECTED,
    DIED,          /* or did not stop by itself: whatever it leaked */
    OTHER_FINDING, /* that belongs to none of the leaks */
    LEAK_MISSING,  /* not found, or not of each of its kinds */
    WRONG_AMOUNT   /* found, but not so much for each trigger */
};

/*
 * What the report says of a server with these leaks, up to a NULL, after this
 * traffic. What is not AS_EXPECTED gets evidence: memcheck's stacks, the
 * table's row and the command that shows the same.
 */
enum verdict verdict_of(const struct report *report, const char *const *leaks,
                        const struct traffic *traffic, FILE *evidence);

/* Fails the test, with the evidence, unless it is as expected. */
#define assert_leaks(report, traffic, ...) \
    assert_leaks_at((report), (traffic), \
                    (const char *const[]){__VA_ARGS__, NULL}, __FILE__, \
                    __LINE__)
void assert_leaks_at(const struct report *report,
                     const struct traffic *traffic, const char *const *leaks,
                     const char *file, int line);

/*
 * Fails the test unless this is the verdict on the report if the server were
 * to have this leak, or none: to prove that a test can fail.
 */
#define assert_taken_for(report, traffic, leak, verdict) \
    assert_taken_for_at((report), (traffic), (leak), (verdict), __FILE__, \
                        __LINE__)
void assert_taken_for_at(const struct report *report,
                         const struct traffic *traffic, const char *leak,
                         enum verdict expected, const char *file, int line);

/* Whether a server with these leaks, up to a NULL, may have this finding. */
bool verdict_belongs(const struct finding *finding, const char *const *leaks);

/*
 * Whether it is the read of a request that was freed, by a listener that was
 * not: its three stacks go as they must.
 */
bool verdict_is_stale_listener(const struct finding *finding);

/* The table; read once. Fails the test if it cannot be read. */
const struct truth *the_truth(void);

/* How many there were. */
unsigned traffic_times(const struct traffic *traffic, enum per per);

#endif
