/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: the leak `requests` alone.
 */
#include "run.h"

BARE_TEST(memcheck_finds_it_and_nothing_else)
{
    const struct run *run = the_run();

    assert_leaks(&run->report, &run->traffic, "requests");
}

BARE_TEST(it_would_not_pass_for_the_fixed_server)
{
    const struct run *run = the_run();

    assert_taken_for(&run->report, &run->traffic, NULL, OTHER_FINDING);
}

BARE_TEST(a_leak_search_while_it_runs_sees_it_grow)
{
    assert_growth(traffic_requests, "requests");
}

SUITE("valgrind/requests")
