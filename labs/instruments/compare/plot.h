/* SPDX-License-Identifier: MIT */
/*
 * The result for a projector: demo.svg and demo.png, drawn by gnuplot.
 */
#ifndef COMPARE_PLOT_H
#define COMPARE_PLOT_H

#include "model.h"
#include "options.h"

/*
 * Writes demo.gnuplot and its data, then has them drawn. Returns 0; or -1,
 * and has said why, unless a signal came.
 */
int plot_write(const struct options *options,
               const struct subject subjects[SUBJECTS]);

#endif
