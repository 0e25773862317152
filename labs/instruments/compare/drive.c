/* SPDX-License-Identifier: MIT */
/*
 * Two load generators, and a look at both servers every now and then.
 */
#define _POSIX_C_SOURCE 200809L
#include "drive.h"

#include "load.h"
#include "stop.h"
#include "subject.h"

#include "probe/proc.h"

#define SAMPLE_MILLISECONDS 100L
#define WAIT_MILLISECONDS 10L

/* ---- Looking --------------------------------------------------------- */

/* As curve_requests(), while the number in all is not known yet. */
static uint64_t served(const struct subject *subject, uint64_t allocs)
{
    double each = subject->allocs_per_request;

    return each > 0 ? (uint64_t)((double)allocs / each) : 0;
}

static int sample(struct subject *subject, double start,
                  const struct point *first, struct view *view)
{
    struct heapmeter_sample now;
    struct point point;
    struct proc proc;

    if (heapmeter_read(&subject->meter, &now) < 0 ||
        proc_read(subject->process.pid, &proc) < 0)
        return subject_check(subject); /* ended, then */
    point = (struct point){.seconds = stop_clock() - start,
                           .allocs = now.allocs,
                           .bytes = now.bytes,
                           .blocks = now.blocks};
    curve_add(&subject->curve, &point);
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
    return 0;
}

/* Until both loads have ended. DISPLAY may be NULL: then it only waits. */
static int watch(struct subject *const pair[DISPLAY_SIDES],
                 struct load loads[DISPLAY_SIDES], struct display *display)
{
    struct view views[DISPLAY_SIDES] = {{0}};
    struct point first[DISPLAY_SIDES];
    double start = stop_clock();
    bool running = true;

    for (int i = 0; i < DISPLAY_SIDES && display != NULL; i++)
        first[i] = pair[i]->curve.point[0];
    while (running) {
        running = false;
        for (int i = 0; i < DISPLAY_SIDES; i++) {
            bool one = load_running(&loads[i]);

            if (subject_check(pair[i]) < 0 ||
                (display != NULL &&
                 sample(pair[i], start, &first[i], &views[i]) < 0))
                return -1;
            running = running || one;
        }
        if (display != NULL)
            display_update(display, views, false);
        if (running)
            stop_tick(display != NULL ? SAMPLE_MILLISECONDS
                                      : WAIT_MILLISECONDS);
    }
    return 0;
}

int drive(const struct workspace *workspace,
          struct subject *const pair[DISPLAY_SIDES], long steps, long seed,
          struct display *display)
{
    struct load loads[DISPLAY_SIDES] = {{0}};
    int status = 0;

    for (int i = 0; i < DISPLAY_SIDES && status == 0; i++)
        status = load_start(&loads[i], pair[i], workspace, steps, seed);
    if (status == 0)
        status = watch(pair, loads, display);
    for (int i = 0; i < DISPLAY_SIDES; i++)
        load_stop(&loads[i]);
    for (int i = 0; i < DISPLAY_SIDES && status == 0; i++)
        status = load_result(&loads[i], &pair[i]->traffic);
    return status;
}
