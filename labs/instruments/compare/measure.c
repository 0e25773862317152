/* SPDX-License-Identifier: MIT */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

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
    const char *const *options =
        subject->options != NULL ? subject->options : quiet;
    static char blob[65536];

    for (size_t i = 0; i < sizeof blob; i++)
        blob[i] = (char)i;
    subject->curve = (struct curve){0};
    make_folder(subject->folder);
    subject->server = gauge_start(
        &subject->gauge, (struct service_setup){.program = subject->program,
                                                .options = options});
    service_put(subject->server, "blob.bin", blob, sizeof blob);
}

/* ---- At rest --------------------------------------------------------- */

/* Asks for /metrics, a request, then waits for rest and reads all. */
void measure_read(struct subject *subject, struct reading *reading)
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

struct warmth {
    struct heapmeter_sample last[DRIVE_MAX];
    struct growth grown[DRIVE_MAX]; /* in the last round */
    int same; /* so many servers grew as in the round before */
};

static void warm_up_round(struct subject *const *subjects, int count,
                          struct warmth *warmth, const struct watch *watch)
{
    struct load_plan plan = load_plan(WARM_UP_STEPS, WARM_UP_SEED);

    drive(subjects, count, &plan, watch);
    warmth->same = 0;
    for (int i = 0; i < count; i++) {
        struct heapmeter_sample now =
            gauge_look(&subjects[i]->gauge, 0).sample;
        struct growth growth = {
            .bytes = (int64_t)(now.bytes - warmth->last[i].bytes),
            .blocks = (int64_t)(now.blocks - warmth->last[i].blocks)};

        if (growth.bytes == warmth->grown[i].bytes &&
            growth.blocks == warmth->grown[i].blocks)
            warmth->same++;
        subjects[i]->allocs_per_request =
            (double)(now.allocs - warmth->last[i].allocs) /
            (double)subjects[i]->traffic.requests;
        warmth->grown[i] = growth;
        warmth->last[i] = now;
    }
}

static void warm_up(struct subject *const *subjects, int count,
                    const struct watch *watch)
{
    struct warmth warmth = {.same = 0};

    for (int i = 0; i < count; i++)
        warmth.last[i] = gauge_look(&subjects[i]->gauge, 0).sample;
    for (int round = 0; round < WARM_UP_ROUNDS_MAX; round++) {
        warm_up_round(subjects, count, &warmth, watch);
        if (warmth.same == count && round > 1)
            return;
    }
    /* Still not the same: what is measured next will show it. */
}

/* ---- Measurement ----------------------------------------------------- */

static void close_curve(struct subject *subject)
{
    struct heapmeter_sample now = gauge_look(&subject->gauge, 0).sample;

    curve_close(&subject->curve,
                &(struct point){.allocs = now.allocs, .bytes = now.bytes});
}

void measure_begin(struct subject *const *subjects, int count,
                   const struct watch *watch)
{
    for (int i = 0; i < count; i++)
        start(subjects[i]);
    warm_up(subjects, count, watch);
    for (int i = 0; i < count; i++) {
        measure_read(subjects[i], &subjects[i]->before);
        close_curve(subjects[i]);
    }
}

void measure_traffic(struct subject *const *subjects, int count,
                     const struct load_plan *plan, const struct watch *watch)
{
    drive(subjects, count, plan, watch);
    for (int i = 0; i < count; i++) {
        measure_read(subjects[i], &subjects[i]->after);
        close_curve(subjects[i]);
        /* The request for /metrics between the readings counts as well. */
        subjects[i]->traffic.requests++;
        subjects[i]->traffic.connections++;
    }
}
