/* SPDX-License-Identifier: MIT */
#include "window.h"

#include "say.h"

static void check_time(const struct windows *windows)
{
    const struct options *options = windows->subject->options;

    if (say_interrupted() != 0)
        give_up("interrupted");
    if (say_seconds() > options->limit)
        give_up("%g seconds (--limit) were over after %u steps: more time "
                "tells more",
                options->limit, windows->row->done);
    say_progress("%s: %u steps, %.0f s", windows->row->name,
                 windows->row->done, say_seconds());
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

static bool is_higher(int64_t level, int64_t *height)
{
    bool higher = level > *height;

    if (higher)
        *height = level;
    return higher;
}

static void note_height(struct windows *windows, const struct window *window)
{
    struct holding *height = &windows->height;
    struct holding level = holding_plus(&windows->level, &window->grown);
    bool higher = !window->same;

    higher |= is_higher(level.bytes, &height->bytes);
    higher |= is_higher(level.blocks, &height->blocks);
    higher |= is_higher(level.descriptors, &height->descriptors);
    higher |= is_higher(level.threads, &height->threads);
    higher |= is_higher(level.held.children, &height->held.children);
    higher |= is_higher(level.held.mapped, &height->held.mapped);
    windows->level = level;
    if (higher)
        windows->higher = windows->row->done;
}

bool windows_have_ended(const struct windows *windows)
{
    return windows->row->done > 2 * windows->higher;
}

bool windows_may_go_on(const struct windows *windows)
{
    return !windows_have_ended(windows) &&
           windows->level.bytes >= windows->height.bytes &&
           windows->level.blocks >= windows->height.blocks;
}

struct window window_take(struct windows *windows, unsigned steps)
{
    struct window window = {.steps = steps};
    struct reading before = windows->last;
    struct reading *now = &windows->last;

    for (unsigned i = 0; i < steps; i++) {
        check_time(windows);
        row_step(windows->row, windows->subject);
    }
    reading_take(windows->subject, row_clients(windows->row), now);
    window.grown = holding_minus(&now->exact, &before.exact);
    window.resident = now->resident - before.resident;
    trace_note(windows, windows->subject->counted ? window.grown.bytes
                                                  : window.resident);
    window.close_wait = now->close_wait - before.close_wait;
    window.same =
        now->identity == before.identity ||
        (row_replaces(windows->row) && now->processes == before.processes);
    note_height(windows, &window);
    return window;
}

bool window_is_still(const struct window *window)
{
    const struct holding *grown = &window->grown;

    return window->same && grown->blocks == 0 && grown->descriptors == 0 &&
           grown->threads == 0 && grown->held.children == 0;
}
