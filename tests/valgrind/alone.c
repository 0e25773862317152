/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: one leak alone, which memcheck sees at the exit. The program is
 * called as the leak.
 */
#include <stdio.h>
#include <string.h>

#include "run.h"

static const char *leak;

BARE_TEST(memcheck_finds_it_and_nothing_else)
{
    const struct run *run = the_run();

    if (truth_leak(the_truth(), leak) == NULL)
        fail_because("%s has no row for %s", the_truth()->path, leak);
    assert_leaks(&run->report, &run->traffic, leak);
}

BARE_TEST(it_would_not_pass_for_the_fixed_server)
{
    const struct run *run = the_run();

    assert_taken_for(&run->report, &run->traffic, NULL, OTHER_FINDING);
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    char suite[64];

    leak = slash != NULL ? slash + 1 : argv[0];
    (void)snprintf(suite, sizeof suite, "valgrind/%s", leak);
    return suite_run(suite, argc, argv);
}
