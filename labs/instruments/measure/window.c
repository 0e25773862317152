/* SPDX-License-Identifier: MIT */
#include "window.h"

#include "say.h"
#include "sweep.h"

#define SWEPT 32 /* steps: a process of each leaves some MiB */

void windows_check_time(const struct subject *subject, const struct row *row)
{
    double limit = subject->options->limit;

    if (say_interrupted() != 0)
        give_up("interrupted");
    if (say_seconds() > limit)
        give_up("%g seconds (--limit) were over after %u steps: more time "
                "tells more",
                limit, row->done);
    say_progress("%s: %u steps, %.0f s", row->name, row->done, say_seconds());
}

/* The heap; where that is not counted, resident memory. */
static void trace_note(const struct windows *windows, int64_t more)
{
    struct trace *trace = &windows->row->trace;
    size_t last = trace->count > 0 ? trace->count - 1 : 0;
    int64_t bytes = trace->count > 0 ? trace->point[last].bytes : 0;
    size_t at = trace->count < TRACE_MAX ? trace->count++ : last;

    trace->point[at].steps = windows->row->done;
    trace->point[at].bytes = bytes + more;
}

void windows_begin(struct windows *windows, struct subject *subject,
                   struct row *row)
{
    *windows = (struct windows){.subject = subject, .row = row};
    reading_take(subject, row_clients(row), &windows->last);
    trace_note(windows, 0);
}

/* Whether a level is a new height; *lower is when it was last below one. */
static bool is_higher(int64_t level, int64_t *height, int64_t *lower,
                      unsigned done)
{
    bool higher = level > *height;

    if (higher)
        *height = level;
    else if (level < *height)
        *lower = done;
    return higher;
}

static void note_height(struct windows *windows, const struct window *window)
{
    struct holding *height = &windows->height, *lower = &windows->lower;
    struct holding level = holding_plus(&windows->level, &window->grown);
    unsigned done = windows->row->done;
    bool higher = !window->same;

#define NOTE(what) \
    higher |= is_higher(level.what, &height->what, &lower->what, done)
    NOTE(bytes);
    NOTE(blocks);
    NOTE(descriptors);
    NOTE(threads);
    NOTE(held.children);
    NOTE(held.mapped);
#undef NOTE
    windows->level = level;
    if (higher)
        windows->higher = done;
    if (window->steps > windows->longest)
        windows->longest = window->steps;
}

struct window window_take(struct windows *windows, unsigned steps)
{
    struct window window = {.steps = steps};
    struct reading before = windows->last;
    struct reading *now = &windows->last;

    for (unsigned i = 0; i < steps; i++) {
        windows_check_time(windows->subject, windows->row);
        if (i % SWEPT == 0 && windows->subject->options->pid == 0)
            sweep_ended(windows->subject->meters);
        row_step(windows->row, windows->subject);
    }
    reading_take(windows->subject, row_clients(windows->row), now);
    window.grown = holding_minus(&now->exact, &before.exact);
    window.resident = now->resident - before.resident;
    trace_note(windows, windows->subject->counted ? window.grown.bytes
                                                  : window.resident);
    window.same =
        now->identity == before.identity ||
        (row_replaces(windows->row) && now->processes == before.processes);
    note_height(windows, &window);
    return window;
}
