/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: `listeners` with `requests`. Its pointers stay good: it only
 * grows.
 */
#define _POSIX_C_SOURCE 200809L
#include "run.h"

static void memcheck_finds_both_and_nothing_else(void **state)
{
    const struct run *run = the_run();

    (void)state;
    assert_leaks(&run->report, &run->traffic, "requests", "listeners");
}

static void it_would_not_pass_for_the_fixed_server(void **state)
{
    const struct run *run = the_run();

    (void)state;
    assert_taken_for(&run->report, &run->traffic, NULL, OTHER_FINDING);
}

static void no_event_reads_what_is_not_there(void **state)
{
    unsigned long times = 0;

    (void)state;
    assert_int_equal(run_count(the_run(), "InvalidRead", &times), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        BARE_TEST(memcheck_finds_both_and_nothing_else),
        BARE_TEST(it_would_not_pass_for_the_fixed_server),
        BARE_TEST(no_event_reads_what_is_not_there),
    };

    return suite_run("valgrind/requests+listeners", tests, argc, argv);
}
