/* SPDX-License-Identifier: MIT */
/*
 * The lines that have allocated what grew: of a heap meter that keeps stacks.
 */
#ifndef MEASURE_LINES_H
#define MEASURE_LINES_H

#include "judge.h"

/* What is held by now is not asked about. */
void lines_mark(const struct subject *subject);

/*
 * Who has allocated more in the `steps` since then, 1 or more, into
 * finding->lines: first what is a whole number of blocks and bytes for each
 * step, then the most bytes.
 */
void lines_read(const struct subject *subject, unsigned steps,
                struct finding *finding);

#endif
