/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>

#include "drive.h"
#include "load.h"

#include "probe/failure.h"
#include "probe/samples.h"

/*
 * A server allocates some things once: when a thread first needs random
 * bytes, when a format is first printed. The steps of a warm-up round hold
 * every route and every kind of refusal, and the rounds are all the same, so
 * that a warm server grows by the same number in each, a leaky one too. The
 * three rounds that it takes at least are more than four connections for
 * each of the leaky server's 64 threads, which take turns.
 */
#define WARM_UP_SEED 7L

/* ---- Start and end --------------------------------------------------- */

static void start(struct subject *subject)
{
    static const char *const quiet[] = {"--log-level", "error", NULL};
    static char blob[65536];

    for (size_t i = 0; i < sizeof blob; i++)
        blob[i] = (char)i;
    subject->curve = (struct curve){0};
    make_folder(subject->folder);
    subject->server = gauge_start(
        &subject->gauge,
        (struct service_setup){.program = subject->program, .options = quiet});
    service_put(subject->server, "blob.bin", blob, sizeof blob);
}

/* ---- At rest --------------------------------------------------------- */

/* Asks for /metrics, a request, then waits for rest and reads all. */
static void read_all(struct subject *subject, struct reading *reading)
{
    char *page = samples_page(subject->server);
    struct rest rest;

    for (int i = 0; i < MODULE_COUNT; i++) {
        const char *module = module_name((enum module)i);
        char name[64];

        (void)snprintf(name, sizeof name, "mtls_live_objects{module=\"%s\"}",
                       module);
        reading->objects[i] = (long)samples_value(page, name);
        if (reading->objects[i] < 0)
            fail_because("%s: /metrics has no %s", subject->name, name);
    }
    free(page);
    rest = gauge_look(&subject->gauge, 0);
    reading->bytes = rest.sample.bytes;
    reading->blocks = rest.sample.blocks;
    reading->rss_bytes = rest.proc.rss_bytes;
    reading->descriptors = rest.proc.descriptors;
    reading->threads = rest.proc.threads;
}

/* ---- Warm-up --------------------------------------------------------- */

/* One round. Counts in *same the servers that grew as in the last round. */
static void warm_up_round(struct subject *const pair[DISPLAY_SIDES],
                          struct heapmeter_sample last[DISPLAY_SIDES],
                          struct growth grown[DISPLAY_SIDES], int *same)
{
    drive(pair, WARM_UP_STEPS, WARM_UP_SEED, NULL);
    *same = 0;
    for (int i = 0; i < DISPLAY_SIDES; i++) {
        struct heapmeter_sample now = gauge_look(&pair[i]->gauge, 0).sample;
        struct growth growth = {.bytes = (int64_t)(now.bytes - last[i].bytes),
                                .blocks =
                                    (int64_t)(now.blocks - last[i].blocks)};

        if (growth.bytes == grown[i].bytes && growth.blocks == grown[i].blocks)
            (*same)++;
        pair[i]->allocs_per_request = (double)(now.allocs - last[i].allocs) /
                                      (double)pair[i]->traffic.requests;
        grown[i] = growth;
        last[i] = now;
    }
}

static void warm_up(struct subject *const pair[DISPLAY_SIDES])
{
    struct heapmeter_sample last[DISPLAY_SIDES];
    struct growth grown[DISPLAY_SIDES] = {{0}};
    int same = 0;

    for (int i = 0; i < DISPLAY_SIDES; i++)
        last[i] = gauge_look(&pair[i]->gauge, 0).sample;
    for (int round = 0; round < WARM_UP_ROUNDS_MAX; round++) {
        warm_up_round(pair, last, grown, &same);
        if (same == DISPLAY_SIDES && round > 1)
            return;
    }
    /* Still not the same: what is measured next will show it. */
}

/* ---- Measurement ----------------------------------------------------- */

static void read_both(struct subject *const pair[DISPLAY_SIDES], bool after)
{
    for (int i = 0; i < DISPLAY_SIDES; i++) {
        struct subject *subject = pair[i];
        struct heapmeter_sample now;

        read_all(subject, after ? &subject->after : &subject->before);
        now = gauge_look(&subject->gauge, 0).sample;
        curve_close(&subject->curve,
                    &(struct point){.allocs = now.allocs, .bytes = now.bytes});
    }
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

void run_pair(const struct run *run, struct subject *const pair[DISPLAY_SIDES],
              const char *title, int plain_lines)
{
    const struct options *options = run->options;

    for (int i = 0; i < DISPLAY_SIDES; i++)
        start(pair[i]);
    warm_up(pair);
    read_both(pair, false);
    display_begin(run->display, title, (uint64_t)options->requests + 1,
                  plain_lines);
    drive(pair, load_steps(options->requests), options->seed, run->display);
    read_both(pair, true);
    for (int i = 0; i < DISPLAY_SIDES; i++)
        count_own_request(pair[i]);
    show_rest(pair, run->display);
    display_close(run->display);
    for (int i = 0; i < DISPLAY_SIDES; i++)
        gauge_close(&pair[i]->gauge);
    if (services_stop_all() != 0)
        fail_because("a server did not stop as it should");
    files_remove_all();
}
