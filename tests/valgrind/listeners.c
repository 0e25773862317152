/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: the leak `listeners` alone.
 */
#include "run.h"

BARE_TEST(memcheck_finds_it_and_nothing_else)
{
    const struct run *run = the_run();

    assert_leaks(&run->report, &run->traffic, "listeners");
}

BARE_TEST(it_would_not_pass_for_the_fixed_server)
{
    const struct run *run = the_run();

    assert_taken_for(&run->report, &run->traffic, NULL, OTHER_FINDING);
}

/*
 * Each request that ends reads, of every listener, the request it was made
 * for: the n-th reads n - 1 that are freed.
 */
BARE_TEST(every_event_reads_every_request_that_was_freed)
{
    const struct run *run = the_run();
    unsigned long n = traffic_times(&run->traffic, PER_REQUEST);
    unsigned long times = 0;

    assert_true(run_count(run, "InvalidRead", &times) > 0);
    assert_int_equal(times, n * (n - 1) / 2);
}

SUITE("valgrind/listeners")
