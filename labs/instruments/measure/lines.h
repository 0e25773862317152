/* SPDX-License-Identifier: MIT */
/*
 * The lines that have allocated what grew: of a heap meter that keeps stacks.
 */
#ifndef MEASURE_LINES_H
#define MEASURE_LINES_H

#include "judge.h"

/* What is held by now is not asked about. */
void lines_mark(const struct subject *subject);

/* Who has allocated more since then, into finding->lines. */
void lines_read(const struct subject *subject, struct finding *finding);

#endif
