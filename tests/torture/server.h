/* SPDX-License-Identifier: MIT */
/*
 * The server with failure points in it (points.h), under the heap meter.
 */
#ifndef TORTURE_SERVER_H
#define TORTURE_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "points.h"
#include "probe/gauge.h"

/*
 * Makes the points of the servers that are started from now on, of which none
 * fails yet. They stay to the end of the program.
 */
void points_begin(void);

/*
 * From now on the call of this number fails; 0: none does. A failure of the
 * test says which.
 */
void points_choose(unsigned long number);

/* Whether it has come. */
bool points_failed(void);

/* Whether that was a call of this name. */
bool point_was(const char *name);

/* What has failed: "the call calloc at 0x12ab"; until the next call. */
const char *points_text(void);

/* One that serves: gauge_start() of it, with all options that have code. */
struct service *torture_start(struct gauge *gauge);

/* One that begins: does not wait. The caller knows its pid, and its folder. */
struct service *torture_launch(char folder[PATH_SIZE]);

/* Waits until it listens: true; or has ended. */
bool torture_listens(struct service *server);

/* The live blocks that a server left behind which has ended. */
int64_t torture_left(const char *folder, pid_t pid);
int64_t torture_left_of(const struct gauge *gauge);

#endif
