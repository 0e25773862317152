/* SPDX-License-Identifier: MIT */
/*
 * The measurement, of one server or of two at a time: warmed up, read, driven,
 * read. The comparison and the live page (../show) are made of this.
 */
#ifndef COMPARE_MEASURE_H
#define COMPARE_MEASURE_H

#include "drive.h"
#include "model.h"

/* How many steps the warm-up takes in a round, and rounds at most. */
#define WARM_UP_STEPS 200L
#define WARM_UP_ROUNDS_MAX 8

/* Starts the servers, warms them up, and reads what they hold `before`. */
void measure_begin(struct subject *const *subjects, int count,
                   const struct watch *watch);

/*
 * Drives them, and reads what they hold `after`. Of the traffic is one
 * request for /metrics, by which that is read.
 */
void measure_traffic(struct subject *const *subjects, int count,
                     const struct load_plan *plan, const struct watch *watch);

/* Asks for /metrics, a request, then waits for rest and reads all. */
void measure_read(struct subject *subject, struct reading *reading);

#endif
