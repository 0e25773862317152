/* SPDX-License-Identifier: MIT */
/*
 * The result for gnuplot: demo.dat, which demo.gnuplot draws.
 */
#ifndef COMPARE_CURVES_H
#define COMPARE_CURVES_H

#include "model.h"
#include "options.h"

/*
 * Three blocks: "fixed" and "leaky", requests and bytes above the start; and
 * "alone", each leak and its bytes. Returns 0; or -1, and has said why.
 */
int curves_write(const struct options *options,
                 const struct subject subjects[SUBJECTS]);

#endif
