/* SPDX-License-Identifier: MIT */
/*
 * A number of steps, from rest to rest, and what they have left.
 */
#ifndef MEASURE_WINDOW_H
#define MEASURE_WINDOW_H

#include "kinds.h"
#include "reading.h"

struct window {
    unsigned steps;
    struct holding grown;
    int64_t resident;
    bool same; /* the very processes and programs were there at its end */
};

struct windows {
    struct subject *subject;
    struct row *row;
    struct reading last;
    struct holding level, height; /* since the first; the highest of each */
    unsigned higher;      /* steps done when any of these was last a new one */
    struct holding lower; /* steps done when each was last below its height */
    unsigned longest;     /* steps of a window: between them nobody looks */
};

/* Reads what there is before the first. */
void windows_begin(struct windows *windows, struct subject *subject,
                   struct row *row);

/* In an attempt: gives up when the time is over, or somebody interrupts. */
void windows_check_time(const struct subject *subject, const struct row *row);

/* In an attempt, too: so many steps. */
struct window window_take(struct windows *windows, unsigned steps);

/* No block, descriptor, thread, process or mapping more or less. */
bool window_is_still(const struct window *window);

/*
 * Whether growth has had an end: for more steps than it went on nothing has
 * been higher. What doubles its room each time it is full grows until then.
 */
bool windows_have_ended(const struct windows *windows);

/* Twice as surely, as of what goes up and down: it has been there again. */
bool windows_are_swinging(const struct windows *windows);

/* It has not, and the heap has not come down since, as what goes up and down. */
bool windows_may_go_on(const struct windows *windows);

#endif
