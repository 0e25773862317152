/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: the leaky server, with all leaks.
 */
#include <string.h>

#include "run.h"

/* Up to a NULL. */
static const char *const *all_leaks(void)
{
    static const char *names[TRUTH_ROWS_MAX + 1];
    const struct truth *truth = the_truth();

    for (size_t i = 0; i < truth->count; i++)
        names[i] = truth->rows[i].leak;
    return names;
}

BARE_TEST(memcheck_finds_all_but_streams_and_nothing_else)
{
    const struct run *run = the_run();

    assert_leaks_at(&run->report, &run->traffic, all_leaks(), __FILE__,
                    __LINE__);
}

BARE_TEST(it_has_every_verdict_and_reads_nothing_invalid)
{
    static const char *const kinds[] = {
        "Leak_DefinitelyLost", "Leak_IndirectlyLost", "Leak_PossiblyLost",
        "Leak_StillReachable"};
    unsigned long times = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_true(run_count(the_run(), kinds[i], &times) > 0);
    assert_int_equal(run_count(the_run(), "InvalidRead", &times), 0);
    assert_int_equal(run_count(the_run(), "InvalidWrite", &times), 0);
}

BARE_TEST(it_would_not_pass_for_one_of_its_leaks_alone)
{
    const struct run *run = the_run();

    for (const char *const *leak = all_leaks(); *leak != NULL; leak++)
        assert_taken_for(&run->report, &run->traffic, *leak, OTHER_FINDING);
}

/*
 * Some versions search for leaks after a crash, too, and all of them stand in
 * the report: what counts is that it crashed. So this one has the leaks of
 * the whole run, whatever the version says of them after the signal.
 */
BARE_TEST(a_crash_does_not_pass_for_a_leak)
{
    const char *const *leaks = all_leaks();
    struct traffic traffic = {.count = 0};
    struct subject subject;
    struct report crashed, leaking = the_run()->report;
    FILE *nowhere = fopen("/dev/null", "we");

    assert_non_null(nowhere);
    subject_start(&subject, MEMCHECK, NULL);
    traffic_requests(&subject, 5, &traffic);
    subject_rest(&subject);
    service_signal(subject.server, SIGSEGV);
    subject_ended(&subject, &crashed);
    assert_int_equal(subject.server->process.exit, 128 + SIGSEGV);
    assert_string_equal(crashed.signal, "SIGSEGV");
    assert_int_equal(verdict_of(&crashed, leaks, &traffic, nowhere), DIED);
    leaking.exit = crashed.exit;
    assert_int_equal(verdict_of(&leaking, leaks, &the_run()->traffic, nowhere),
                     DIED);
    leaking.exit = 0;
    memcpy(leaking.signal, crashed.signal, sizeof leaking.signal);
    assert_int_equal(verdict_of(&leaking, leaks, &the_run()->traffic, nowhere),
                     DIED);
    (void)fclose(nowhere); /* what is lost is meant to be */
    report_free(&crashed);
}

SUITE("valgrind/leaky")
