/* SPDX-License-Identifier: MIT */
/*
 * A suite: one program of tests against the server under test.
 *
 *     MTLS_SERVER=build/fixed/mtls-server MTLS_CERTS=certs \
 *         build/tests/contract/routes [PATTERN]
 *
 * A pattern, such as "*head*", runs only the tests whose name it matches.
 */
#ifndef SUITE_H
#define SUITE_H

#include "asserts.h"

/* A test that gets a running server of the usual setup in *state. */
#define SERVER_TEST(name) CASE(name, suite_begin_server, suite_end)

/* A test that starts what it needs by itself. */
#define BARE_TEST(name) CASE(name, suite_begin_bare, suite_end)

int suite_begin_server(void **state);
int suite_begin_bare(void **state);

/* Stops what still runs, and fails unless it exits with status 0. */
int suite_end(void **state);

/*
 * Runs the tests of this source and gives main()'s exit status: 0, or 1 when
 * one failed, or 2 when MTLS_SERVER or MTLS_CERTS is missing. The last line on
 * stdout is `result: N passed, N failed, N skipped`.
 */
#define suite_run(name, argc, argv) \
    (suite_prepare((name), (argc), (argv)) < 0 \
         ? 2 \
         : suite_report(cases_run(name)))
int suite_prepare(const char *name, int argc, char **argv);
int suite_report(int failed);

/* main() of a suite that needs no more than that. */
#define SUITE(name) \
    int main(int argc, char **argv) \
    { \
        return suite_run((name), argc, argv); \
    }

/* Likewise for tests that need no server, each of them a BARE_TEST. */
#define PLAIN_SUITE(name) \
    int main(void) \
    { \
        suite_prepare_plain(); \
        return suite_report(cases_run(name)); \
    }
void suite_prepare_plain(void);

/* Skips the test that runs, says why, and counts it. */
#define skip_because(...) \
    do { \
        suite_count_skipped(); \
        print_message("skipped: " __VA_ARGS__); \
        print_message("\n"); \
        skip(); \
    } while (0)
void suite_count_skipped(void);

#endif
