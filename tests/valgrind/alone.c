/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: one leak alone, which memcheck sees at the exit, or two of them.
 * The program is called as the leak, or as both, joined by "+".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#define LEAKS_MAX 2

static char names[64];
static const char *leaks[LEAKS_MAX + 1]; /* ends with NULL */

static void take_names(const char *program)
{
    const char *slash = strrchr(program, '/');
    char *rest = NULL;
    size_t count = 0;

    (void)snprintf(names, sizeof names, "%s",
                   slash != NULL ? slash + 1 : program);
    for (char *name = strtok_r(names, "+", &rest);
         name != NULL && count < LEAKS_MAX; name = strtok_r(NULL, "+", &rest))
        leaks[count++] = name;
}

static bool is_alone(const char *leak)
{
    return strcmp(leaks[0], leak) == 0 && leaks[1] == NULL;
}

BARE_TEST(memcheck_finds_it_and_nothing_else)
{
    const struct run *run = the_run();

    for (size_t i = 0; leaks[i] != NULL; i++) {
        if (truth_leak(the_truth(), leaks[i]) == NULL)
            fail_because("%s has no row for %s", the_truth()->path, leaks[i]);
    }
    assert_leaks_at(&run->report, &run->traffic, leaks, __FILE__, __LINE__);
}

BARE_TEST(it_would_not_pass_for_the_fixed_server)
{
    const struct run *run = the_run();

    assert_taken_for(&run->report, &run->traffic, NULL, OTHER_FINDING);
}

/*
 * Where requests are freed, and listeners are not, each request that ends
 * reads, of every listener, the request it was made for: the n-th reads n - 1
 * that are freed. Nothing else reads what is not there.
 */
BARE_TEST(only_listeners_alone_read_what_was_freed)
{
    const struct run *run = the_run();
    unsigned long n = traffic_times(&run->traffic, PER_REQUEST);
    unsigned long times = 0;

    (void)run_count(run, "InvalidRead", &times);
    assert_true(n > 1);
    assert_int_equal(times, is_alone("listeners") ? n * (n - 1) / 2 : 0);
}

/* Of a leak that the default report hides. */
static void a_leak_search_while_it_runs_sees_it_grow(void **state)
{
    (void)state;
    assert_growth(traffic_requests, "requests");
}

int main(int argc, char **argv)
{
    char suite[80];

    take_names(argv[0]);
    if (is_alone("requests"))
        case_add((struct CMUnitTest)cmocka_unit_test_setup_teardown(
            a_leak_search_while_it_runs_sees_it_grow, suite_begin_bare,
            suite_end));
    (void)snprintf(suite, sizeof suite, "valgrind/%s%s%s", leaks[0],
                   leaks[1] != NULL ? "+" : "",
                   leaks[1] != NULL ? leaks[1] : "");
    return suite_run(suite, argc, argv);
}
