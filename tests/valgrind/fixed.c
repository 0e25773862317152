/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: the fixed server. Nothing of any kind.
 */
#include <signal.h>
#include <string.h>

#include "probe/address.h"
#include "run.h"

BARE_TEST(memcheck_finds_nothing_and_no_descriptor_stays_open)
{
    const struct run *run = the_run();

    assert_leaks_at(&run->report, &run->traffic, (const char *const[]){NULL},
                    __FILE__, __LINE__);
    assert_true(STAILQ_EMPTY(&run->report.findings));
}

BARE_TEST(malformed_certificates_leave_nothing_either)
{
    static const char *const over_ipv6[] = {"--listen", ADDRESS_MAPPED, NULL};
    struct traffic traffic = {.count = 0};
    struct subject subject;
    struct report report;

    subject_start(&subject, MEMCHECK,
                  address_is_here(ADDRESS_MAPPED) ? over_ipv6 : NULL);
    traffic_malformed(&subject, 6);
    subject_stop(&subject, &report);
    assert_leaks_at(&report, &traffic, (const char *const[]){NULL}, __FILE__,
                    __LINE__);
    report_free(&report);
}

BARE_TEST(clients_that_time_out_leave_nothing_either)
{
    static const char *const seconds[] = {"4", "16", "64", "256"};
    struct traffic traffic = {.count = 0};
    struct subject subject;
    struct report report;
    bool seen = false;

    /* Slow as memcheck is: long enough for each to come so far. */
    for (size_t i = 0; i < 4 && !seen; i++) {
        const char *const soon[] = {"--timeout", seconds[i], NULL};

        subject_start(&subject, MEMCHECK, soon);
        seen = traffic_timed_out(&subject);
        subject_stop_by(&subject, SIGINT, &report);
        if (!seen)
            report_free(&report);
    }
    if (!seen)
        fail_because("too slow for clients that time out");
    assert_leaks_at(&report, &traffic, (const char *const[]){NULL}, __FILE__,
                    __LINE__);
    report_free(&report);
}

BARE_TEST(it_would_not_pass_for_a_leak_that_memcheck_sees)
{
    const struct run *run = the_run();
    const struct truth *truth = the_truth();

    if (!STAILQ_EMPTY(&run->report.findings))
        skip_because("it has findings: see the first test");
    for (size_t i = 0; i < truth->count; i++) {
        if (strcmp(truth->rows[i].kind, "nothing") != 0)
            assert_taken_for(&run->report, &run->traffic, truth->rows[i].leak,
                             LEAK_MISSING);
    }
}

static void everything(const struct subject *subject, unsigned times,
                       struct traffic *traffic)
{
    (void)times;
    traffic_everything(subject, traffic);
}

BARE_TEST(a_leak_search_while_it_runs_finds_no_growth)
{
    assert_growth(everything, NULL);
}

BARE_TEST(massif_measures_the_same_heap_after_more_downloads)
{
    assert_heap(false);
}

SUITE("valgrind/fixed")
