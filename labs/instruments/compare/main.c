/* SPDX-License-Identifier: MIT */
/*
 * The comparison behind `make demo`: the fixed and the leaky server under
 * the same traffic, then each leak by itself; a live display while it runs,
 * then tables, demo.json and pictures.
 */
#include <curl/curl.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "display.h"
#include "measure.h"
#include "options.h"
#include "result.h"
#include "run.h"
#include "stop.h"
#include "table.h"
#include "verdict.h"

#include "mtls-load/standard.h"
#include "probe/failure.h"
#include "probe/say.h"

/* ---- Preparation ----------------------------------------------------- */

/*
 * The leaky server keeps a descriptor for each connection, and one for each
 * download: one request in ten, by chance a few more; and both have threads,
 * logs and connections.
 */
static void raise_descriptors(long requests)
{
    long steps = requests + WARM_UP_ROUNDS_MAX * WARM_UP_STEPS;
    unsigned long wanted = (unsigned long)(steps + steps / 8 + 128);
    unsigned long most = process_raise_descriptors();

    if (most < wanted)
        fail_because(
            "ulimit -n %lu: the leaky server keeps a descriptor for each "
            "connection, %lu may be needed: raise it, or make fewer requests",
            most, wanted);
}

static void name_subjects(struct subject subjects[SUBJECTS],
                          const struct options *options)
{
    subjects[FIXED].name = "fixed";
    subjects[LEAKY].name = "leaky";
    for (int i = 0; i < SUBJECTS; i++) {
        struct subject *subject = &subjects[i];
        char folder[PATH_SIZE], file[PATH_SIZE];

        if (i >= VARIANTS)
            subject->name = module_name((enum module)(i - VARIANTS));
        join_path(folder, options->build, i >= VARIANTS ? "variants" : ".");
        join_path(file, folder, subject->name);
        join_path(subject->program, file, "mtls-server");
        /* Better said now than after a minute of measuring. */
        if (access(subject->program, X_OK) < 0)
            fail_because("%s: %s; make build variants builds it",
                         subject->program, strerror(errno));
    }
}

/* ---- Measurement ----------------------------------------------------- */

static void measure(struct subject subjects[SUBJECTS],
                    const struct options *options)
{
    struct display display;
    struct run run = {.options = options, .display = &display};

    display_open(&display);
    for (int i = 0; i < SUBJECTS; i += DISPLAY_SIDES) {
        /* Of an odd number, the last but one has two turns. */
        int first = i < SUBJECTS - 1 ? i : i - 1;
        struct subject *const pair[DISPLAY_SIDES] = {&subjects[first],
                                                     &subjects[first + 1]};

        run_pair(&run, pair,
                 i == FIXED
                     ? "Two servers, the same traffic (open connections count "
                       "while they last):"
                     : "The same again, one leak alone:",
                 i == FIXED ? 10 : 2);
        if (i == FIXED)
            table_pair(subjects);
    }
}

static bool conclude(const struct subject subjects[SUBJECTS],
                     const struct options *options)
{
    struct verdict verdict = verdict_reach(subjects);

    table_leaks(subjects);
    if (verdict_passed(&verdict))
        table_words(subjects);
    verdict_complain(subjects);
    result_write(options, subjects, &verdict);
    return verdict_passed(&verdict);
}

/* Returns the exit status: this one, if all that was printed has arrived. */
static int written(int status)
{
    if (standard_written() == 0)
        return status;
    say("cannot write to stdout: %s: make room", strerror(errno));
    return status == 0 ? 1 : status;
}

int main(int argc, char **argv)
{
    static struct subject subjects[SUBJECTS];
    struct options options;
    double start = stop_clock();
    bool passed = false;
    int status;

    standard_hold();
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return written(status);
    (void)setlocale(LC_CTYPE, ""); /* if it fails, the display is ASCII */
    stop_prepare();
    (void)curl_global_init(CURL_GLOBAL_DEFAULT); /* shows at first use */
    raise_descriptors(options.requests);
    model_read(options.truth);
    name_subjects(subjects, &options);
    measure(subjects, &options);
    passed = conclude(subjects, &options);
    curl_global_cleanup();
    if (passed)
        (void)printf("(%.0f seconds)\n", stop_clock() - start);
    return written(passed ? 0 : 1);
}
