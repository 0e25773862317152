/* SPDX-License-Identifier: MIT */
/*
 * What happens, one thing after the other: servers start, loads run, both are
 * looked at, what a page asks for is done. All processes are started by the
 * thread that calls this.
 */
#ifndef SHOW_CONDUCT_H
#define SHOW_CONDUCT_H

#include "options.h"

/* Until the program is ended; or returns when it cannot go on: has said why. */
void conduct(const struct options *options);

#endif
