/* SPDX-License-Identifier: MIT */
/*
 * One step of the plan, from its request to its count.
 */
#ifndef MTLS_LOAD_STEP_H
#define MTLS_LOAD_STEP_H

#include "scene.h"

/* Does a step and counts it. */
void step_run(struct worker *worker, size_t step);

/* Closes what the worker kept open, frees what it owns. */
void step_finish(struct worker *worker);

#endif
