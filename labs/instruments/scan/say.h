/* SPDX-License-Identifier: MIT */
/*
 * What goes to stderr, and what cannot be gone on with: exit status 2.
 */
#ifndef SCAN_SAY_H
#define SCAN_SAY_H

#include "probe/say.h"

#define NOT_SCANNED 2 /* the exit status */

/* What is being looked at: for the line that says why scan ended there. */
void say_stage(const char *stage);

/* From here on the probe's failures are such a line, and the end. */
void say_prepare(void);

#endif
