/* SPDX-License-Identifier: MIT */
/*
 * A unit test of one module: the module's interface, called directly, with
 * cmocka's test allocator behind every allocation of the servers' own code
 * (alloc.h). A test that ends with a block more than it began with is red:
 * cmocka prints the file and line of each. What a library allocates for
 * itself it does not see.
 *
 *     build/tests/unit/requests@fixed             all tests
 *     build/tests/unit/requests@leaky behaviour   those not named ..._behind,
 *                                                 blocks not counted
 *     build/tests/unit/requests@leaky TEST        that test, blocks counted
 *     build/tests/unit/requests@leaky list        the names
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>

#include "probe/cases.h"

/*
 * main() of a suite. Each test runs in a process of its own: modules have
 * static state, and cmocka frees what a test has left behind, which a list
 * of the module may still point at. Exit status 0, or 1 when a test failed,
 * or 2; the last line on stdout is `result: N passed, N failed`.
 */
#define UNIT_MAIN(name) \
    int main(int argc, char **argv) \
    { \
        return unit_main((name), registered.test, registered.count, argc, \
                         argv); \
    }
int unit_main(const char *name, const struct CMUnitTest *tests, size_t count,
              int argc, char **argv);

/* ---- Memory that runs out -------------------------------------------- */

/*
 * The nth allocation from now on fails, once (1: the next one). To let each
 * in turn fail, until one run has met none:
 *
 *     for (unsigned nth = 1; nth == 1 || unit_failed(); nth++) {
 *         unit_fail_nth(nth);
 *         ...
 *     }
 */
void unit_fail_nth(unsigned nth);

/* Whether it has come; calls it off if not. */
bool unit_failed(void);

/* ---- What a test looks at -------------------------------------------- */

/* Stderr goes into a file, and is read from it. Once a test. */
void unit_catch_stderr(void);
const char *unit_stderr(void);

/*
 * What mkstemp() and mkdtemp() make a name of: NAME.XXXXXX in TMPDIR, or in
 * /tmp.
 */
#define UNIT_PATH_SIZE 512
void unit_template(char path[UNIT_PATH_SIZE], const char *name);

/* A path at which there is nothing: there was a moment ago. */
void unit_nowhere(char path[UNIT_PATH_SIZE]);

/* A sample of metrics_text(), by its name and labels; -1 if not there. */
double unit_metric(const char *sample);

/* Descriptors this process has open. */
unsigned unit_descriptors(void);

#endif
