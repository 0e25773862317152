/* SPDX-License-Identifier: MIT */
#include "drive.h"

#include "load.h"
#include "stop.h"

#include "probe/failure.h"
#include "probe/service_log.h"

#define SAMPLE_MILLISECONDS 100L
#define WAIT_MILLISECONDS 10L

/* ---- Looking --------------------------------------------------------- */

/* As curve_requests(), while the number in all is not known yet. */
static uint64_t served(const struct subject *subject, uint64_t allocs)
{
    double each = subject->allocs_per_request;

    return each > 0 ? (uint64_t)((double)allocs / each) : 0;
}

/* It should run for as long as it is compared. */
static void check(const struct subject *subject)
{
    struct process *process = &subject->server->process;

    if (process_ended(process))
        fail_because("%s: the server ended with status %d: %s", subject->name,
                     process->exit, service_log(subject->server, 0));
}

static void sample(struct subject *subject, const struct point *first,
                   struct view *view)
{
    struct heapmeter_sample now;
    struct proc proc;

    if (heapmeter_read(&subject->gauge.meter, &now) < 0 ||
        proc_read(subject->gauge.pid, &proc) < 0)
        return; /* it has ended: the next look says so */
    curve_add(&subject->curve,
              &(struct point){.allocs = now.allocs, .bytes = now.bytes});
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
}

/* Until both loads have ended. DISPLAY may be NULL: then it only waits. */
static void watch(struct subject *const pair[DISPLAY_SIDES],
                  struct load loads[DISPLAY_SIDES], struct display *display)
{
    struct view views[DISPLAY_SIDES] = {{0}};
    struct point first[DISPLAY_SIDES];
    bool running = true;

    for (int i = 0; i < DISPLAY_SIDES && display != NULL; i++)
        first[i] = pair[i]->curve.point[0];
    while (running) {
        running = false;
        for (int i = 0; i < DISPLAY_SIDES; i++) {
            running |= !process_ended(&loads[i].process);
            check(pair[i]);
            if (display != NULL)
                sample(pair[i], &first[i], &views[i]);
        }
        if (display != NULL)
            display_update(display, views, false);
        if (running)
            stop_tick(display != NULL ? SAMPLE_MILLISECONDS
                                      : WAIT_MILLISECONDS);
    }
}

void drive(struct subject *const pair[DISPLAY_SIDES], long steps, long seed,
           struct display *display)
{
    struct load loads[DISPLAY_SIDES];

    for (int i = 0; i < DISPLAY_SIDES; i++)
        load_start(&loads[i], pair[i], steps, seed);
    watch(pair, loads, display);
    for (int i = 0; i < DISPLAY_SIDES; i++)
        pair[i]->traffic = load_result(&loads[i]);
}
