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

#endif
