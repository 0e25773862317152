/* SPDX-License-Identifier: MIT */
/*
 * Who holds what the left side has grown by: pictures that heapmeter makes of
 * its stacks, one at a time, when a page asks for one.
 */
#ifndef SHOW_STACKS_H
#define SHOW_STACKS_H

#include "answer.h"
#include "side.h"

enum stacks_kind { STACKS_FLAME, STACKS_FOLDED, STACKS_KINDS };

/*
 * From any thread: the last picture that there is, and asks for a newer one.
 * Nothing, 204, where there is none yet; a problem where stacks are off.
 */
struct answer stacks_answer(enum stacks_kind kind);

/* From the thread that starts processes, as the rest: */

/* The side is at its first rest: what it holds now is not in the pictures. */
void stacks_begin(const struct side *side);

/* Makes what is asked for, and takes what has been made. Does not wait. */
void stacks_go_on(const struct side *side);

/* The side ends: there are no pictures any more. */
void stacks_end(void);

#endif
