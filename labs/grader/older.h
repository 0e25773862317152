/* SPDX-License-Identifier: MIT */
/*
 * A server that grows older, window by window: what is bounded goes up and
 * down, what is not only rises, however seldom.
 */
#ifndef OLDER_H
#define OLDER_H

#include "grader.h"
#include "probe/metered.h"

#define WINDOWS 6

/*
 * So many windows of pace->rare steps, and what each has left. Once what has
 * been seen decides that nothing rises slowly, the rest is left out, and
 * supposed to rise.
 */
void grow_older(struct metered *metered, const struct pace *pace,
                struct holding grown[WINDOWS]);

/*
 * Whether anything rose in half of them and never came down; *heap: the heap
 * did.
 */
bool rises_slowly(const struct holding grown[WINDOWS], bool *heap);

/* Makes of the windows from `done` on such as rise in everything. */
void suppose_they_rise(struct holding grown[WINDOWS], unsigned done);

#endif
