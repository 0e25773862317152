/* SPDX-License-Identifier: MIT */
/*
 * The measurement of two servers, shown while it lasts.
 */
#ifndef COMPARE_RUN_H
#define COMPARE_RUN_H

#include "display.h"
#include "model.h"
#include "options.h"

struct run {
    const struct options *options;
    struct display *display;
};

/*
 * Fills in all of two subjects' measurements; PLAIN_LINES is for the
 * display. The servers do not run any more afterwards.
 */
void run_pair(const struct run *run, struct subject *const pair[DISPLAY_SIDES],
              const char *title, int plain_lines);

#endif
