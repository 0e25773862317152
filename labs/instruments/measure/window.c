/* SPDX-License-Identifier: MIT */
#include "window.h"

#include "say.h"

#include "probe/shape.h"

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

void windows_begin(struct windows *windows, struct subject *subject,
                   struct row *row)
{
    *windows = (struct windows){.subject = subject, .row = row};
    reading_take(subject, row_clients(row), &windows->last);
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
    window.close_wait = now->close_wait - before.close_wait;
    window.same =
        now->identity == before.identity ||
        (row_replaces(windows->row) && now->processes == before.processes);
    return window;
}

bool window_is_still(const struct window *window)
{
    const struct holding *grown = &window->grown;

    return window->same && grown->blocks == 0 && grown->descriptors == 0 &&
           grown->threads == 0 && grown->held.children == 0;
}

bool window_is_no_more(const struct window *window)
{
    return window->same && !holding_any_more(&window->grown);
}
