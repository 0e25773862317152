/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <string.h>

#include "load.h"
#include "measure.h"

#include "probe/failure.h"

#define SAMPLE_MILLISECONDS 100L

/* ---- The display ----------------------------------------------------- */

struct live {
    struct subject *const *pair;
    struct display *display;
    struct view views[DISPLAY_SIDES];
};

/* As curve_requests(), while the number in all is not known yet. */
static uint64_t served(const struct subject *subject, uint64_t allocs)
{
    double each = subject->allocs_per_request;

    return each > 0 ? (uint64_t)((double)allocs / each) : 0;
}

static void sample(struct subject *subject, struct view *view)
{
    const struct point *first = &subject->curve.point[0];
    struct heapmeter_sample now;
    struct proc proc;

    if (heapmeter_read(&subject->gauge.meter, &now) < 0 ||
        proc_read(subject->gauge.pid, &proc) < 0)
        return; /* it has ended: the next look says so */
    *view = (struct view){
        .name = subject->name,
        .requests = served(subject, now.allocs - first->allocs),
        .grown = (int64_t)(now.bytes - first->bytes),
        .bytes = now.bytes,
        .blocks = now.blocks,
        .rss_bytes = proc.rss_bytes,
        .descriptors = proc.descriptors,
        .threads = proc.threads,
    };
    curve_add(&subject->curve,
              &(struct point){.allocs = now.allocs, .bytes = now.bytes});
}

static void look(void *object)
{
    struct live *live = object;

    for (int i = 0; i < DISPLAY_SIDES; i++)
        sample(live->pair[i], &live->views[i]);
    display_update(live->display, live->views, false);
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

/* ---- Measurement ----------------------------------------------------- */

void run_pair(const struct run *run, struct subject *const pair[DISPLAY_SIDES],
              const char *title, int plain_lines)
{
    const struct options *options = run->options;
    struct load_plan plan =
        load_plan(load_steps(options->requests), options->seed);
    struct live live = {.pair = pair, .display = run->display};

    measure_begin(pair, DISPLAY_SIDES, NULL);
    display_begin(run->display, title, (uint64_t)options->requests + 1,
                  plain_lines);
    measure_traffic(pair, DISPLAY_SIDES, &plan,
                    &(struct watch){SAMPLE_MILLISECONDS, look, &live});
    show_rest(pair, run->display);
    display_close(run->display);
    for (int i = 0; i < DISPLAY_SIDES; i++)
        gauge_close(&pair[i]->gauge);
    if (services_stop_all() != 0)
        fail_because("a server did not stop as it should");
    files_remove_all();
}
