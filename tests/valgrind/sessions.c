/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: the leak `sessions` alone.
 */
#define _POSIX_C_SOURCE 200809L
#include "run.h"

static void memcheck_finds_it_and_nothing_else(void **state)
{
    const struct run *run = the_run();

    (void)state;
    assert_leaks(&run->report, &run->traffic, "sessions");
}

static void it_would_not_pass_for_the_fixed_server(void **state)
{
    const struct run *run = the_run();

    (void)state;
    assert_taken_for(&run->report, &run->traffic, NULL, OTHER_FINDING);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        BARE_TEST(memcheck_finds_it_and_nothing_else),
        BARE_TEST(it_would_not_pass_for_the_fixed_server),
    };

    return suite_run("valgrind/sessions", tests, argc, argv);
}
