/* SPDX-License-Identifier: MIT */
/*
 * The result for programs: demo.json. README.md says what is in it.
 */
#ifndef COMPARE_REPORT_H
#define COMPARE_REPORT_H

#include "model.h"
#include "options.h"
#include "verdict.h"

/* Writes it whole or not at all. Returns 0; or -1, and has said why. */
int report_write(const struct options *options,
                 const struct subject subjects[SUBJECTS],
                 const struct verdict *verdict);

#endif
