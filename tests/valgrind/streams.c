/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: the leak `streams` alone. Memcheck is silent about it, as all is
 * freed in the end: only growth shows it.
 */
#include "run.h"

BARE_TEST(memcheck_finds_nothing_when_it_has_stopped)
{
    const struct run *run = the_run();

    assert_leaks(&run->report, &run->traffic, "streams");
}

#define DOWNLOADS 7U

BARE_TEST(its_files_are_open_while_it_runs)
{
    struct traffic traffic = {.count = 0};
    struct subject subject;
    struct report report;
    unsigned open = 0;

    skip_without_ptrace();
    subject_start(&subject, MEMCHECK, NULL);
    traffic_downloads(&subject, DOWNLOADS, &traffic);
    subject_rest(&subject);
    /* Its path, or its name alone, as openat() was given it. */
    open = running_descriptors(&subject, "small.bin");
    if (open != DOWNLOADS)
        fail_because("valgrind knows of %u open files after %u downloads; the "
                     "table says one for each",
                     open, DOWNLOADS);
    subject_stop(&subject, &report);
    assert_leaks(&report, &traffic, "streams");
    report_free(&report);
}

BARE_TEST(a_leak_search_while_it_runs_sees_it_grow)
{
    assert_growth(traffic_downloads, "streams");
}

BARE_TEST(massif_measures_its_growth_to_the_byte)
{
    assert_heap(true);
}

SUITE("valgrind/streams")
