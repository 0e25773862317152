/* SPDX-License-Identifier: MIT */
/*
 * What has grown, for the learner: how much, and who allocated it.
 */
#ifndef NAMED_H
#define NAMED_H

#include "probe/metered.h"

/* "    4 times: +440 bytes in +2 blocks, ..." */
void named_print(unsigned steps, const struct holding *grown);

/* From here on; then the steps are done once more, and named_stacks(). */
void named_forget(const struct metered *metered);

/* The stacks by which the heap has grown since, if it has. */
void named_stacks(const struct metered *metered);

#endif
