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
    int64_t resident, close_wait;
    bool same; /* the very processes and programs were there at its end */
};

struct windows {
    struct subject *subject;
    struct row *row;
    struct reading last;
};

/* Reads what there is before the first. */
void windows_begin(struct windows *windows, struct subject *subject,
                   struct row *row);

/* In an attempt: gives up when the time is over. */
struct window window_take(struct windows *windows, unsigned steps);

/* No block, descriptor, thread, process or mapping more or less. */
bool window_is_still(const struct window *window);

/* More of nothing. */
bool window_is_no_more(const struct window *window);

#endif
