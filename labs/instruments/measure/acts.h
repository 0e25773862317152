/* SPDX-License-Identifier: MIT */
/*
 * What is done to a server beside the triggers of the probe.
 */
#ifndef MEASURE_ACTS_H
#define MEASURE_ACTS_H

#include "subject.h"

/* SIGHUP, and then rest. The first gives up when the server has no handler. */
extern const char reload_what[];
void reload_begin(const struct subject *subject);
void reload_step(struct subject *subject, unsigned clients);

/* A run of --drive; gives up unless its status is 0. */
void drive_step(struct subject *subject);

#endif
