/* SPDX-License-Identifier: MIT */
/*
 * The comparison behind `make demo`: the fixed and the leaky server under
 * the same traffic, then each leak by itself; a live display while it runs,
 * then tables, demo.json and pictures.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "display.h"
#include "load.h"
#include "options.h"
#include "result.h"
#include "run.h"
#include "say.h"
#include "scrape.h"
#include "stop.h"
#include "table.h"
#include "verdict.h"
#include "workspace.h"

#include "mtls-load/standard.h"

/* ---- Preparation ----------------------------------------------------- */

/*
 * The leaky server keeps a descriptor for each connection, and one for each
 * download: one request in ten, by chance a few more; and both have threads,
 * logs and connections.
 */
static int raise_descriptors(long requests)
{
    long steps = requests + WARM_UP_ROUNDS_MAX * WARM_UP_STEPS;
    rlim_t wanted = (rlim_t)steps + (rlim_t)steps / 8 + 128;
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) < 0)
        return say("ulimit -n: %s", strerror(errno));
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files); /* it may always be raised so */
    if (files.rlim_cur >= wanted)
        return 0;
    return say(
        "ulimit -n %llu: the leaky server keeps a descriptor for each "
        "connection, %llu may be needed: raise it, or make fewer requests",
        (unsigned long long)files.rlim_cur, (unsigned long long)wanted);
}

static int name_subjects(struct subject subjects[SUBJECTS],
                         const struct options *options)
{
    subjects[FIXED].name = "fixed";
    subjects[LEAKY].name = "leaky";
    for (int i = 0; i < SUBJECTS; i++) {
        struct subject *subject = &subjects[i];

        if (i >= VARIANTS)
            subject->name = module_name((enum module)(i - VARIANTS));
        if (workspace_path(subject->binary, "%s/%s%s/mtls-server",
                           options->build, i >= VARIANTS ? "variants/" : "",
                           subject->name) < 0 ||
            workspace_path(subject->log, "%s/%s.log", options->logs,
                           subject->name) < 0)
            return -1;
        /* Better said now than after a minute of measuring. */
        if (access(subject->binary, X_OK) < 0)
            return say("%s: %s; make build variants builds it",
                       subject->binary, strerror(errno));
    }
    return 0;
}

/* ---- Measurement ----------------------------------------------------- */

static int measure(struct subject subjects[SUBJECTS],
                   const struct workspace *workspace)
{
    struct display display;
    struct run run = {.workspace = workspace, .display = &display};
    int status = 0;

    display_open(&display);
    for (int i = 0; i < SUBJECTS && status == 0; i += DISPLAY_SIDES) {
        /* Of an odd number, the last but one has two turns. */
        int first = i < SUBJECTS - 1 ? i : i - 1;
        struct subject *const pair[DISPLAY_SIDES] = {&subjects[first],
                                                     &subjects[first + 1]};

        status = run_pair(
            &run, pair,
            i == FIXED
                ? "Two servers, the same traffic (open connections count "
                  "while they last):"
                : "The same again, one leak alone:",
            i == FIXED ? 10 : 2);
        if (i == FIXED && status == 0)
            table_pair(subjects);
    }
    return status;
}

static int conclude(const struct subject subjects[SUBJECTS],
                    const struct options *options)
{
    struct verdict verdict = verdict_reach(subjects);
    int status = 0;

    table_leaks(subjects);
    if (verdict_passed(&verdict))
        table_words(subjects);
    verdict_complain(subjects);
    if (result_write(options, subjects, &verdict) < 0)
        status = -1;
    return verdict_passed(&verdict) ? status : -1;
}

static int compare(const struct options *options)
{
    struct subject *subjects = calloc(SUBJECTS, sizeof *subjects);
    struct workspace workspace;
    int status = -1;

    if (subjects == NULL)
        return say("out of memory");
    if (model_read(options->truth) == 0 &&
        name_subjects(subjects, options) == 0 &&
        workspace_open(&workspace, options) == 0)
        status = measure(subjects, &workspace);
    if (status == 0)
        status = conclude(subjects, options);
    free(subjects);
    return status;
}

/* Returns the exit status: this one, if all that was printed has arrived. */
static int written(int status)
{
    if (standard_written() == 0)
        return status;
    (void)say("cannot write to stdout: %s: make room", strerror(errno));
    return status == 0 ? 1 : status;
}

int main(int argc, char **argv)
{
    struct options options;
    double start = stop_clock();
    int status;

    standard_hold();
    status = options_parse(&options, argc, argv);
    if (status >= 0)
        return written(status);
    (void)setlocale(LC_CTYPE, ""); /* if it fails, the display is ASCII */
    stop_watch();
    status = raise_descriptors(options.requests);
    if (status == 0)
        status = scrape_start();
    if (status == 0) {
        status = compare(&options);
        scrape_stop();
    }
    if (stop_signal() != 0)
        return 128 + stop_signal();
    if (status == 0)
        (void)printf("(%.0f seconds)\n", stop_clock() - start);
    return written(status == 0 ? 0 : 1);
}
