/* SPDX-License-Identifier: MIT */
/*
 * The same traffic to some servers at the same time, watched while it lasts.
 */
#ifndef COMPARE_DRIVE_H
#define COMPARE_DRIVE_H

#include "load.h"
#include "model.h"

enum { DRIVE_MAX = 2 }; /* servers at a time */

/* Who looks at them meanwhile, every so many milliseconds. */
struct watch {
    long milliseconds;
    void (*look)(void *object);
    void *object;
};

/*
 * Drives COUNT servers and fills in their traffic. WATCH may be NULL: then it
 * only waits. Ends the program when a server has ended, or a step did not end
 * as it should.
 */
void drive(struct subject *const *subjects, int count,
           const struct load_plan *plan, const struct watch *watch);

/* It should run for as long as it is compared: else it ends the program. */
void drive_check(const struct subject *subject);

#endif
