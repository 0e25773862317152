/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: `listeners` with `requests`. Its pointers stay good: it only
 * grows.
 */
#include "run.h"

BARE_TEST(memcheck_finds_both_and_nothing_else)
{
    const struct run *run = the_run();

    assert_leaks(&run->report, &run->traffic, "requests", "listeners");
}

BARE_TEST(it_would_not_pass_for_the_fixed_server)
{
    const struct run *run = the_run();

    assert_taken_for(&run->report, &run->traffic, NULL, OTHER_FINDING);
}

BARE_TEST(no_event_reads_what_is_not_there)
{
    unsigned long times = 0;

    assert_int_equal(run_count(the_run(), "InvalidRead", &times), 0);
}

SUITE("valgrind/requests+listeners")
