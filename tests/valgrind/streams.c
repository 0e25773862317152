/* SPDX-License-Identifier: MIT */
/*
 * Valgrind: the leak `streams` alone. Memcheck is silent about it, as all is
 * freed in the end: only growth shows it.
 */
#define _POSIX_C_SOURCE 200809L
#include "run.h"

static void memcheck_finds_nothing_when_it_has_stopped(void **state)
{
    const struct run *run = the_run();

    (void)state;
    assert_leaks(&run->report, &run->traffic, "streams");
}

#define DOWNLOADS 7U

static void its_files_are_open_while_it_runs(void **state)
{
    struct traffic traffic = {.count = 0};
    struct subject subject;
    struct report report;
    unsigned open = 0;

    (void)state;
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

static void a_leak_search_while_it_runs_sees_it_grow(void **state)
{
    (void)state;
    assert_growth(traffic_downloads, "streams");
}

static void massif_measures_its_growth_to_the_byte(void **state)
{
    (void)state;
    assert_heap(true);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        BARE_TEST(memcheck_finds_nothing_when_it_has_stopped),
        BARE_TEST(its_files_are_open_while_it_runs),
        BARE_TEST(a_leak_search_while_it_runs_sees_it_grow),
        BARE_TEST(massif_measures_its_growth_to_the_byte),
    };

    return suite_run("valgrind/streams", tests, argc, argv);
}
