/* SPDX-License-Identifier: MIT */
/*
 * The gnuplot script and its data. Write errors stay with the stream.
 */
#ifndef COMPARE_SCRIPT_H
#define COMPARE_SCRIPT_H

#include <stdio.h>

#include "model.h"

/* demo.dat: two blocks, fixed and leaky: requests, MB above the start. */
void script_curves(const struct subject subjects[SUBJECTS], FILE *file);

/* demo-shares.dat: a line a leak: place, share in percent, name, label. */
void script_shares(const struct subject subjects[SUBJECTS], FILE *file);

/* demo.gnuplot: draws both, as demo.svg.tmp and demo.png.tmp. */
void script_write(const struct subject subjects[SUBJECTS], FILE *file);

#endif
