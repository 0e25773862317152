/* SPDX-License-Identifier: MIT */
/*
 * The result for programs: demo.json, of which README.md says what is in it;
 * and demo.dat for gnuplot. That has three blocks: "fixed" and "leaky", with
 * requests and bytes above the start; "alone", with each leak and its bytes.
 */
#ifndef COMPARE_RESULT_H
#define COMPARE_RESULT_H

#include "model.h"
#include "options.h"
#include "verdict.h"

/* Writes both, demo.json whole or not at all. */
void result_write(const struct options *options,
                  const struct subject subjects[SUBJECTS],
                  const struct verdict *verdict);

#endif
