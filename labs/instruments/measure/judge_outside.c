/* SPDX-License-Identifier: MIT */
/*
 * The verdict by resident memory. A page or more comes and goes by itself, so
 * that what is kept shows only when it fills pages.
 */
#include "judge_outside.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe/shape.h"

#define SETTLING 512 /* steps */
#define STEPS 256    /* of a window */
#define WINDOWS 8

static double of_all(double part, double steps)
{
    return steps > 0 ? part / steps : 0;
}

void resident_note(struct resident *resident, const struct window *window)
{
    double page = (double)sysconf(_SC_PAGESIZE);

    resident->steps += window->steps;
    resident->more += window->resident;
    if (resident->windows == 0 || window->resident < resident->lowest)
        resident->lowest = window->resident;
    if (resident->windows == 0 || window->resident > resident->highest)
        resident->highest = window->resident;
    resident->windows++;
    resident->each = of_all((double)resident->more, resident->steps);
    resident->within =
        of_all((double)(resident->highest - resident->lowest) + page,
               resident->steps);
}

/*
 * Growth that has an end becomes less: half of it and more must come in the
 * latter half of the windows.
 */
static bool goes_on(const int64_t more[WINDOWS])
{
    int64_t early = 0, late = 0;

    for (int i = 0; i < WINDOWS / 2; i++) {
        early += more[i];
        late += more[i + WINDOWS / 2];
    }
    return only_rises(more, WINDOWS) &&
           only_rises(more + WINDOWS / 2, WINDOWS / 2) && 2 * late >= early;
}

void judge_outside(const struct subject *subject, struct windows *windows,
                   struct finding *finding)
{
    struct resident *resident = &finding->resident;
    int64_t more[WINDOWS];
    int64_t swing = 0;
    double unseen = 0;

    (void)window_take(windows, SETTLING);
    *resident = (struct resident){.steps = 0};
    for (int i = 0; i < WINDOWS; i++) {
        struct window window = window_take(windows, STEPS);
        int64_t size =
            window.resident < 0 ? -window.resident : window.resident;

        more[i] = window.resident;
        swing = size > swing ? size : swing;
        resident_note(resident, &window);
    }
    unseen = (double)(swing + sysconf(_SC_PAGESIZE)) / STEPS;
    resident->rises = goes_on(more);
    if (resident->rises) {
        finding->verdict = VERDICT_GROWS;
    } else if (unseen > subject->options->max_growth) {
        finding->verdict = VERDICT_NONE;
        (void)snprintf(finding->why, sizeof finding->why,
                       "no descriptor, thread or mapping more; but %.0f bytes "
                       "for each would not show in its pages (--max-growth "
                       "%.0f accepts that)%s%.300s",
                       unseen, unseen, *subject->reason != '\0' ? "; " : "",
                       subject->reason);
    }
}
