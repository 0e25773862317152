/* SPDX-License-Identifier: MIT */
/*
 * Tests of cmocka's that register where they stand, so that no list has to
 * repeat their names:
 *
 *     CASE(a_sentence_that_names_it, setup, teardown)
 *     {
 *         ...
 *     }
 *
 * The body has cmocka's `void **state`. Tests run in the order in which they
 * stand. All those of a program are in one source; only that includes this.
 */
#ifndef CASES_H
#define CASES_H

/* The order that cmocka.h asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#define CASES_MAX 64

static __attribute__((unused)) struct {
    size_t count;
    struct CMUnitTest test[CASES_MAX];
} registered;

static inline void case_add(struct CMUnitTest test)
{
    if (registered.count == CASES_MAX)
        abort();
    registered.test[registered.count++] = test;
}

/* A setup or teardown that is NULL is none. */
#define CASE(name, setup, teardown) \
    static void name(void **state); \
    static __attribute__((constructor)) void name##_is_a_case(void) \
    { \
        case_add((struct CMUnitTest){#name, name, setup, teardown, NULL}); \
    } \
    static void name(__attribute__((unused)) void **state)

#define TEST(name) CASE(name, NULL, NULL)

/* Runs them all. Returns how many have failed. */
#define cases_run(name) \
    _cmocka_run_group_tests((name), registered.test, registered.count, NULL, \
                            NULL)

#define TEST_MAIN(name) \
    int main(int argc, char **argv) \
    { \
        if (argc > 1) \
            cmocka_set_test_filter(argv[1]); \
        return cases_run(name); \
    }

#endif
