/* SPDX-License-Identifier: MIT */
/*
 * What is known of the sides, as the JSON of the events.
 */
#ifndef SHOW_FIGURES_H
#define SHOW_FIGURES_H

#include <jansson.h>

#include "side.h"

/* As of the last look. */
json_t *figures_sample(double time, const struct side sides[SIDES]);

/* At rest, exact. */
json_t *figures_rest(double time, const struct side sides[SIDES]);

json_t *figures_mark(double time, int side, const char *text);

/* What each leak keeps, and for each of what, of the truth table. */
json_t *figures_truth(void);

#endif
