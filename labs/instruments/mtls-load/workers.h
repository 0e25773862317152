/* SPDX-License-Identifier: MIT */
/*
 * The threads of a run: each takes the plan's steps, one after another.
 */
#ifndef MTLS_LOAD_WORKERS_H
#define MTLS_LOAD_WORKERS_H

#include "run.h"

/*
 * Runs all steps; returns when they are done, time is up, or a stop was
 * asked. Afterwards no connection of a worker is open.
 */
void workers_run(struct run *run);

#endif
