/* SPDX-License-Identifier: MIT */
/*
 * The phases of a measurement.
 */
#define _POSIX_C_SOURCE 200809L
#include "run.h"

#include "drive.h"
#include "load.h"
#include "stop.h"
#include "subject.h"

/*
 * A server allocates some things once: when a thread first needs random
 * bytes, when a format is first printed. The steps of a warm-up round hold
 * every route and every kind of refusal, and the rounds are all the same, so
 * that a warm server grows by the same number in each, a leaky one too. The
 * three rounds that it takes at least are more than four connections for
 * each of the leaky server's 64 threads, which take turns.
 */
#define WARM_UP_SEED 7L

/* ---- Warm-up --------------------------------------------------------- */

/* One round. Counts in *same the servers that grew as in the last round. */
static int warm_up_round(const struct run *run,
                         struct subject *const pair[DISPLAY_SIDES],
                         struct heapmeter_sample last[DISPLAY_SIDES],
                         struct growth grown[DISPLAY_SIDES], int *same)
{
    if (drive(run->workspace, pair, WARM_UP_STEPS, WARM_UP_SEED, NULL) < 0)
        return -1;
    *same = 0;
    for (int i = 0; i < DISPLAY_SIDES; i++) {
        struct heapmeter_sample now;
        struct growth growth = {0};

        if (subject_rest(pair[i], &now) < 0)
            return -1;
        growth.bytes = (int64_t)(now.bytes - last[i].bytes);
        growth.blocks = (int64_t)(now.blocks - last[i].blocks);
        if (growth.bytes == grown[i].bytes && growth.blocks == grown[i].blocks)
            (*same)++;
        pair[i]->allocs_per_request = (double)(now.allocs - last[i].allocs) /
                                      (double)pair[i]->traffic.requests;
        grown[i] = growth;
        last[i] = now;
    }
    return 0;
}

static int warm_up(const struct run *run,
                   struct subject *const pair[DISPLAY_SIDES])
{
    struct heapmeter_sample last[DISPLAY_SIDES];
    struct growth grown[DISPLAY_SIDES] = {{0}};
    int same = 0;

    for (int i = 0; i < DISPLAY_SIDES; i++) {
        if (subject_rest(pair[i], &last[i]) < 0)
            return -1;
    }
    for (int round = 0; round < WARM_UP_ROUNDS_MAX; round++) {
        if (warm_up_round(run, pair, last, grown, &same) < 0)
            return -1;
        if (same == DISPLAY_SIDES && round > 1)
            return 0;
    }
    return 0; /* still not the same: what is measured next will show it */
}

/* ---- Measurement ----------------------------------------------------- */

static int read_both(const struct run *run,
                     struct subject *const pair[DISPLAY_SIDES], bool after,
                     double start)
{
    for (int i = 0; i < DISPLAY_SIDES; i++) {
        struct subject *subject = pair[i];
        struct heapmeter_sample now;
        struct point point;

        if (subject_read(subject, run->workspace,
                         after ? &subject->after : &subject->before) < 0 ||
            subject_rest(subject, &now) < 0)
            return -1;
        point = (struct point){.seconds = after ? stop_clock() - start : 0,
                               .allocs = now.allocs,
                               .bytes = now.bytes,
                               .blocks = now.blocks};
        curve_close(&subject->curve, &point);
    }
    return 0;
}

/* The request for /metrics that lies between the readings counts as well. */
static void count_own_request(struct subject *subject)
{
    subject->traffic.requests++;
    subject->traffic.connections++;
}

static void show_rest(struct subject *const pair[DISPLAY_SIDES],
                      struct display *display)
{
    struct view views[DISPLAY_SIDES];

    for (int i = 0; i < DISPLAY_SIDES; i++)
        views[i] = (struct view){
            .name = pair[i]->name,
            .requests = pair[i]->traffic.requests,
            .grown = model_growth(pair[i]).bytes,
            .bytes = pair[i]->after.bytes,
            .blocks = pair[i]->after.blocks,
            .rss_bytes = pair[i]->after.rss_bytes,
            .descriptors = pair[i]->after.descriptors,
            .threads = pair[i]->after.threads,
        };
    display_update(display, views, true);
}

static int measure(const struct run *run,
                   struct subject *const pair[DISPLAY_SIDES],
                   const char *title, int plain_lines)
{
    const struct options *options = run->workspace->options;
    double start = 0;

    if (warm_up(run, pair) < 0 || read_both(run, pair, false, 0) < 0)
        return -1;
    start = stop_clock();
    display_begin(run->display, title, (uint64_t)options->requests + 1,
                  plain_lines);
    if (drive(run->workspace, pair, load_steps(options->requests),
              options->seed, run->display) < 0 ||
        read_both(run, pair, true, start) < 0)
        return -1;
    for (int i = 0; i < DISPLAY_SIDES; i++)
        count_own_request(pair[i]);
    show_rest(pair, run->display);
    return 0;
}

int run_pair(const struct run *run, struct subject *const pair[DISPLAY_SIDES],
             const char *title, int plain_lines)
{
    int status = 0;

    for (int i = 0; i < DISPLAY_SIDES && status == 0; i++) {
        pair[i]->curve = (struct curve){0};
        status = subject_start(pair[i], run->workspace);
    }
    if (status == 0)
        status = measure(run, pair, title, plain_lines);
    display_close(run->display);
    for (int i = 0; i < DISPLAY_SIDES; i++) {
        if (subject_stop(pair[i]) < 0)
            status = -1;
    }
    return status;
}
