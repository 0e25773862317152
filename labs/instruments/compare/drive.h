/* SPDX-License-Identifier: MIT */
/*
 * The same traffic to two servers at the same time, watched while it lasts.
 */
#ifndef COMPARE_DRIVE_H
#define COMPARE_DRIVE_H

#include "display.h"
#include "model.h"

/*
 * Fills in the traffic of both. With a DISPLAY it shows them, and adds to
 * their curve, which must hold its first point; NULL: it only waits.
 */
void drive(struct subject *const pair[DISPLAY_SIDES], long steps, long seed,
           struct display *display);

#endif
